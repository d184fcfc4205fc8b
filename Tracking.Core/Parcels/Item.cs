namespace Tracking.Core.Parcels;

/// <summary>Some pieces of one article, travelling in one parcel for one order.</summary>
public sealed record Item
{
    public required string Sku { get; init; }
    public string? Title { get; init; }
    public required int Quantity { get; init; }
}
