using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>One act of a person.</summary>
public sealed record AuditLine
{
    public required Instant At { get; init; }

    /// <summary>What it was done to: case, parcel, carrier, message, code, replay or person.</summary>
    public required string Source { get; init; }

    /// <summary>Unique within its source.</summary>
    public required long Id { get; init; }
    public required string By { get; init; }
    public required string Act { get; init; }
    public string? Subject { get; init; }
    public long? ParcelId { get; init; }
    public long? IncidentId { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }
    public string? Why { get; init; }
}
