using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>What is true of one lane of a world.</summary>
public sealed record TrueLane
{
    public required LaneKey Key { get; init; }

    /// <summary>How many of a thousand parcels take it.</summary>
    public required int Share { get; init; }

    /// <summary>The phases that its carrier reports, each with the working days that half of the parcels spend in it; in the order of the journey, without delivery.</summary>
    public required IReadOnlyList<(Phase Phase, double Days)> Waits { get; init; }

    /// <summary>Standard deviation of the logarithm of a wait.</summary>
    public required double Spread { get; init; }

    /// <summary>The share of the parcels that never arrives.</summary>
    public required double Loss { get; init; }

    /// <summary>Where they get lost, by phase; the weights need not add up to one.</summary>
    public required IReadOnlyList<double> LossWeights { get; init; }

    /// <summary>Its facilities in the country of destination.</summary>
    public required IReadOnlyList<string> Depots { get; init; }
}
