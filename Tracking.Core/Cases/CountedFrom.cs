namespace Tracking.Core.Cases;

/// <summary>The day from which a claim window is counted.</summary>
public enum CountedFrom
{
    /// <summary>When the carrier took the parcel: its first scan.</summary>
    Accepted,

    /// <summary>When it was delivered.</summary>
    Delivered,

    /// <summary>When it should have been delivered: the carrier's own estimate.</summary>
    Expected,
}
