using NodaTime;

namespace Tracking.Core.Parcels;

/// <summary>A parcel of an <see cref="OrderDraft"/>.</summary>
public sealed record ParcelDraft
{
    /// <summary>Null where it is not decided.</summary>
    public CarrierId? Carrier { get; init; }

    /// <summary>Who could have issued the number, best first; empty where the shop named the carrier.</summary>
    public IReadOnlyList<CarrierId> Candidates { get; init; } = [];
    public required TrackingNumber Number { get; init; }
    public LocalDate? PromisedBy { get; init; }
    public IReadOnlyList<Item> Items { get; init; } = [];
}
