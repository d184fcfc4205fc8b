using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>The merged history of one parcel: all events of all legs, each scan once, in order, each with its sources.</summary>
public sealed partial record Timeline
{
    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<TimelineLine> Lines { get; init; }

    /// <summary>Null while nobody has said anything.</summary>
    public Stage? Stage { get; init; }

    /// <summary>The milestone that put the parcel in its stage.</summary>
    public Milestone? Milestone { get; init; }

    /// <summary>A terminal milestone that only a hint tells of and a poll has not confirmed yet.</summary>
    public Milestone? Unconfirmed { get; init; }
    public required JourneyKind Kind { get; init; }
    public required IReadOnlyList<ProgressStep> Steps { get; init; }
    public required Lane Lane { get; init; }
    public required IReadOnlyList<Handover> Handovers { get; init; }

    /// <summary>The custody ledger, oldest first: who last provably held the parcel.</summary>
    public IReadOnlyList<Holding> Holdings { get; init; } = [];

    /// <summary>What is told under its numbers and is not about this parcel.</summary>
    public IReadOnlyList<Refusal> Refused { get; init; } = [];

    /// <summary>The carrier's estimate, and who said it: the last-mile carrier's own before an aggregator's.</summary>
    public Edd? Edd { get; init; }
    public CarrierId? EddBy { get; init; }
    public string? Service { get; init; }
    public ProofOfDelivery? ProofOfDelivery { get; init; }

    /// <summary>The latest instant at which somebody provably held the parcel (the earliest possible one for an unearned clock).</summary>
    public Instant? LastScanAt { get; init; }
    public CarrierId? LastHolder { get; init; }

    /// <summary>When the newest statement reached us.</summary>
    public Instant? LastNewsAt { get; init; }

    /// <summary>Who last provably held the parcel at a moment; null before the first scan that had certainly happened by then.</summary>
    public Holding? HeldAt(Instant at) => Holdings.LastOrDefault(holding => holding.From?.Possible().End <= at);
}
