namespace Tracking.Core.Lanes;

/// <summary>Whose lateness it is, by <see cref="Transit.CauseOf"/>.</summary>
public enum Lateness
{
    /// <summary>Handed over too late to come in time.</summary>
    Seller,

    /// <summary>Handed over in time.</summary>
    Carrier,

    /// <summary>Delivery was tried in time.</summary>
    Buyer,

    /// <summary>Nothing is known yet of what is usual on its lane.</summary>
    Unknown,
}
