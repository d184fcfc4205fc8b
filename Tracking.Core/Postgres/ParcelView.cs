using NodaTime;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>A parcel as last settled: what pages and the API show.</summary>
public sealed record ParcelView
{
    public required Parcel Parcel { get; init; }
    public required IReadOnlyList<LegState> Legs { get; init; }

    public required Timeline Timeline { get; init; }

    /// <summary>Grows with every change of the timeline, over all parcels; 0 before the first.</summary>
    public required long Version { get; init; }
    public Instant? SettledAt { get; init; }

    /// <summary>Our own estimate as of this look; null while it would be a guess.</summary>
    public Eta? Eta { get; init; }

    /// <summary>Why there is no estimate; null where there is one.</summary>
    public NoEta? NoEta { get; init; }

    /// <summary>How long parcels of its lane wait where it waits now; null while it would be a guess.</summary>
    public UsualWait? Usual { get; init; }

    /// <summary>Open ones, worst first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Ids of the orders that travel in it.</summary>
    public required IReadOnlyList<long> Orders { get; init; }
}
