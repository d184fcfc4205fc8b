namespace Tracking.Core.Parcels;

/// <summary>Which share of the journey a leg is.</summary>
public enum LegRole { FirstMile, LineHaul, LastMile, WholeWay }
