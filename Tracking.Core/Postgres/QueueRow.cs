using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Findings;

namespace Tracking.Core.Postgres;

/// <summary>A line of the queue: a parcel's case with its worst finding.</summary>
public sealed record QueueRow
{
    public required long CaseId { get; init; }
    public required int Version { get; init; }
    public required long ParcelId { get; init; }
    public required FindingKind Kind { get; init; }
    public required Severity Severity { get; init; }

    /// <summary>What is wrong; empty where the finding is gone.</summary>
    public required string Sentence { get; init; }
    public Instant? Since { get; init; }

    /// <summary>The leg that the finding speaks of, else the last one.</summary>
    public string? Carrier { get; init; }
    public string? Number { get; init; }
    public string? Origin { get; init; }
    public string? Destination { get; init; }
    public decimal? Value { get; init; }
    public string? Currency { get; init; }
    public string? Tier { get; init; }
    public required CaseState State { get; init; }
    public string? Assignee { get; init; }
    public Instant? SnoozedUntil { get; init; }
    public WakeOn? WakeOn { get; init; }

    /// <summary>By when it wants to be closed.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>Of loss, 0 to 1.</summary>
    public double? Chance { get; init; }

    /// <summary>Where it was last seen.</summary>
    public string? Facility { get; init; }

    /// <summary>Names of its shops and numbers of its orders, parted by commas.</summary>
    public string? Shops { get; init; }
    public string? Orders { get; init; }

    /// <summary>How many findings are open beside the worst.</summary>
    public required int More { get; init; }
}
