namespace Tracking.Core.Lanes;

/// <summary>Why no estimate is given: nothing is under way, too few parcels of the lane have arrived, their days differ too much, or the silence is too long to expect one.</summary>
public enum NoEta { NotMoving, TooFew, TooWide, TooLong }
