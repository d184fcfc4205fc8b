namespace Tracking.Core.Timelines;

/// <summary>Why what is told under a parcel's number is not about this parcel.</summary>
public enum RefusalReason
{
    /// <summary>It happened before the order was placed: the number was another parcel's then.</summary>
    BeforeOrder,

    /// <summary>A journey that had ended long before this parcel's began: the carrier used the number again.</summary>
    EarlierParcel,

    /// <summary>A journey that began long after this parcel's had ended: the carrier used the number again.</summary>
    LaterParcel,

    /// <summary>The source says that it goes to another country than the order.</summary>
    OtherDestination,
}
