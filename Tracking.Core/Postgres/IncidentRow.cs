using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>One thing wrong that touches many parcels, such as a carrier that does not answer.</summary>
public sealed record IncidentRow
{
    public required long Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>What it is about: a carrier's id, empty for all carriers, and for parcels that are stuck, what they have in common, as a cohort names it.</summary>
    public required string Subject { get; init; }
    public required Instant Since { get; init; }
    public required int Parcels { get; init; }
    public required string Sentence { get; init; }

    /// <summary>The carrier it is about; null where it is about the parcels of all carriers.</summary>
    public string? Carrier => Subject.Split('|')[0] is { Length: > 0 } carrier ? carrier : null;

    /// <summary>Open cases of its parcels that are folded under it.</summary>
    public int Folded { get; init; }

    /// <summary>Null while no case was opened for it.</summary>
    public Case? Case { get; init; }
}
