using NodaTime;
using Tracking.Core.Incidents;

namespace Tracking.Core.Postgres;

/// <summary>All that is kept of one incident.</summary>
public sealed record IncidentDetails
{
    public required long Id { get; init; }

    /// <summary>An <see cref="IncidentKind"/> by name.</summary>
    public required string Kind { get; init; }
    public required string Subject { get; init; }

    /// <summary>When the silence began.</summary>
    public required Instant Since { get; init; }
    public required Instant OpenedAt { get; init; }
    public Instant? ClosedAt { get; init; }
    public string? ClosedWhy { get; init; }

    /// <summary>Parcels under it when it was last looked at.</summary>
    public required int Parcels { get; init; }
    public required string Sentence { get; init; }

    /// <summary>Scans that were usual and those that came, and the chance of so few if all were as usual; null for a carrier that does not answer.</summary>
    public double? Expected { get; init; }
    public int? Observed { get; init; }
    public double? Chance { get; init; }

    /// <summary>For the chart, oldest first.</summary>
    public IReadOnlyList<Quarter> Quarters { get; init; } = [];

    /// <summary>The carrier it is about; null where it is about the parcels of all carriers.</summary>
    public string? Carrier => Subject.Split('|')[0] is { Length: > 0 } carrier ? carrier : null;
}
