namespace Tracking.Core.Timelines;

/// <summary>Which steps a parcel's bar has.</summary>
public enum JourneyKind { Domestic, CrossBorder }
