namespace Tracking.Core.Lanes;

/// <summary>How a parcel left our sight, for a report on its way to the door.</summary>
public enum TransitEnd
{
    /// <summary>Still out when we last heard.</summary>
    Waiting,
    Delivered,

    /// <summary>Returned, declared lost or destroyed: it will not come.</summary>
    NeverDelivered,
}
