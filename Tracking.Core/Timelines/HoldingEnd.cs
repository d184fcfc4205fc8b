namespace Tracking.Core.Timelines;

/// <summary>How a holding ended, or why nobody can say who holds the parcel now.</summary>
public enum HoldingEnd
{
    /// <summary>It has not: the holder scanned it last.</summary>
    Held,

    /// <summary>Given by a scan, and taken by one of the next holder's.</summary>
    HandedOver,

    /// <summary>The next holder scanned it; nobody saw this one give it.</summary>
    TakenUnseen,

    /// <summary>A gap: given to the next carrier, which has not scanned it.</summary>
    NotTakenByCarrier,

    /// <summary>A gap: gone from one country, and no scan in another since.</summary>
    NotArrivedAbroad,

    /// <summary>A gap: gone from one office of the carrier, and no scan at another since.</summary>
    NotArrivedAtOffice,

    /// <summary>In the recipient's hands, or the sender's again.</summary>
    Delivered,
    Returned,

    /// <summary>There is no parcel any more.</summary>
    Destroyed,
}
