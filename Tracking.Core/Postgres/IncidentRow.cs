using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>One thing wrong that touches many parcels, such as a carrier that does not answer.</summary>
public sealed record IncidentRow
{
    public required long Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>What it is about: a carrier's id.</summary>
    public required string Subject { get; init; }
    public required Instant Since { get; init; }
    public required int Parcels { get; init; }
    public required string Sentence { get; init; }

    /// <summary>Null while no case was opened for it.</summary>
    public Case? Case { get; init; }
}
