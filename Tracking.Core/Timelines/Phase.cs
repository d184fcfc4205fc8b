namespace Tracking.Core.Timelines;

/// <summary>What a parcel has behind it: each phase lasts from the scan that begins it to the first scan of a later one. A carrier that never reports a phase has none.</summary>
public enum Phase { Label, Accepted, LeftOrigin, Arrived, Cleared, AtDepot, OutForDelivery, Delivered }
