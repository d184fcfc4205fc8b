namespace Tracking.Core.Postgres;

/// <summary>A parcel that a search found, whether or not anything is wrong with it.</summary>
public sealed record ParcelHit
{
    public required long ParcelId { get; init; }
    public string? Carrier { get; init; }
    public string? Number { get; init; }
    public string? Stage { get; init; }
    public string? Destination { get; init; }

    /// <summary>Numbers of its orders, joined.</summary>
    public string? Orders { get; init; }
    public required bool HasOpenCase { get; init; }
}
