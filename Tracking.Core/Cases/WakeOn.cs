namespace Tracking.Core.Cases;

/// <summary>What ends a snooze before its time.</summary>
public enum WakeOn
{
    /// <summary>Anything new on the parcel's timeline.</summary>
    News,

    /// <summary>Customs of the destination let it go, or it is seen beyond them.</summary>
    Customs,
    OutForDelivery,
    AtPickup,
    Delivered,
}
