namespace Tracking.Core.Postgres;

/// <summary>Another parcel of an order.</summary>
/// <param name="Number">A tracking number of it; null before it has one.</param>
/// <param name="Stage">Where it stands; null while nothing was heard.</param>
public sealed record OtherParcel(long ParcelId, string? Number, string? Stage);
