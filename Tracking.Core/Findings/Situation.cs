using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings;

/// <summary>Everything a rule may look at: nothing else decides a finding.</summary>
public sealed record Situation
{
    public required Parcel Parcel { get; init; }
    public required IReadOnlyList<LegState> Legs { get; init; }
    public required Timeline Timeline { get; init; }

    /// <summary>Carriers that do not answer, and since when.</summary>
    public required IReadOnlyDictionary<CarrierId, Instant> Silent { get; init; }

    /// <summary>Carriers that answer and have no news for anyone, and since when: what they do not tell of is not silent.</summary>
    public IReadOnlyDictionary<CarrierId, Instant> DeadFeeds { get; init; } = new Dictionary<CarrierId, Instant>();
    public required LaneNorms Norms { get; init; }

    /// <summary>While people have no time for more today: until then, what chance and value make an exception stays a watch; null where they have.</summary>
    public Instant? CappedUntil { get; init; }
    public required Instant Now { get; init; }
}
