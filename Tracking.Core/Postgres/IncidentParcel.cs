using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A parcel under an incident.</summary>
public sealed record IncidentParcel
{
    public required long ParcelId { get; init; }
    public string? Number { get; init; }
    public string? Origin { get; init; }
    public string? Destination { get; init; }
    public Instant? LastScanAt { get; init; }

    /// <summary>The kind of its worst open finding; null where none is open.</summary>
    public string? Finding { get; init; }
    public decimal? Value { get; init; }
    public string? Currency { get; init; }
    public required Instant JoinedAt { get; init; }

    /// <summary>When it was scanned again, or the incident ended.</summary>
    public Instant? LeftAt { get; init; }
}
