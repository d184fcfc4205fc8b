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
    public required LaneNorms Norms { get; init; }
    public required Instant Now { get; init; }
}
