using NodaTime;

namespace Tracking.Core.Parcels;

/// <summary>A parcel of an <see cref="OrderDraft"/>.</summary>
public sealed record ParcelDraft
{
    /// <summary>Null where it is not decided; then <see cref="Candidates"/> says who it could be.</summary>
    public CarrierId? Carrier { get; init; }
    public IReadOnlyList<CarrierId> Candidates { get; init; } = [];
    public required TrackingNumber Number { get; init; }
    public LocalDate? PromisedBy { get; init; }
    public IReadOnlyList<Item> Items { get; init; } = [];
}
