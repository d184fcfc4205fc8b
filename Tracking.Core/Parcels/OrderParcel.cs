namespace Tracking.Core.Parcels;

/// <summary>A parcel as one order sees it: under the number the shop registered, with this order's items in it.</summary>
public sealed record OrderParcel
{
    public required long ParcelId { get; init; }

    /// <summary>Null while several carriers could have issued the number.</summary>
    public CarrierId? Carrier { get; init; }

    /// <summary>Who could have issued the number, best first, where that is undecided.</summary>
    public IReadOnlyList<CarrierId> Candidates { get; init; } = [];
    public required TrackingNumber Number { get; init; }
    public IReadOnlyList<Item> Items { get; init; } = [];
}
