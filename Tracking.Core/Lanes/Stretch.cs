using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>What is timed: from the beginning of a phase, or from a scan in it, to what ends the wait, on one kind of journey.</summary>
public readonly record struct Stretch(Phase From, Until To, JourneyKind Kind)
{
    /// <summary>
    /// The wait in working days that half of the parcels exceed, before anything is learned. Orders of magnitude [I]: inferred from the fixed
    /// thresholds of peers (2 to 7 days domestic, 7 to 14 across a border), not measured.
    /// </summary>
    public double PriorDays => (To, Kind) switch
    {
        (Until.Delivery, JourneyKind.Domestic) => From switch { Phase.Label => 4, Phase.OutForDelivery => 0.5, Phase.AtDepot => 1, _ => 3 },
        (Until.Delivery, _) => From switch { Phase.Label => 10, Phase.Accepted => 8, Phase.LeftOrigin => 7, Phase.Arrived => 4, Phase.Cleared => 3, Phase.AtDepot => 1, _ => 0.5 },
        (Until.Release, _) => 1,
        (Until.ReleaseOfHeld, _) => 3,
        (Until.Collected, _) => 2,
        (Until.NextScan, JourneyKind.Domestic) => From switch { Phase.Label => 2, Phase.OutForDelivery => 0.5, _ => 1 },
        (Until.NextScan, _) => From switch { Phase.LeftOrigin => 3, Phase.Label => 3, Phase.OutForDelivery => 0.5, _ => 1.5 },
        (_, JourneyKind.Domestic) => From switch { Phase.OutForDelivery => 0.5, _ => 1 },
        _ => From switch { Phase.LeftOrigin => 4, Phase.OutForDelivery => 0.5, Phase.Label or Phase.Accepted => 2, _ => 1.5 },
    };
}
