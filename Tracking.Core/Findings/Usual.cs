using Tracking.Core.Lanes;

namespace Tracking.Core.Findings;

/// <summary>What is usual for a wait, as learned of its lane: times in working days of the destination, chances and shares from 0 to 1.</summary>
public sealed record Usual
{
    public required Stretch Stretch { get; init; }
    public required LaneKey Lane { get; init; }

    /// <summary>Parcels of the lane itself on which it rests; those long ago count less.</summary>
    public required double Parcels { get; init; }

    /// <summary>How much of it is the lane's own; the rest is borrowed.</summary>
    public required double Weight { get; init; }

    /// <summary>From whom the rest is borrowed, and on how many parcels that rests.</summary>
    public required LaneLevel Level { get; init; }
    public required double LevelParcels { get; init; }

    /// <summary>Within how many working days half, and 95 and 99 of 100, of those that move again have moved.</summary>
    public required double Half { get; init; }
    public required double P95 { get; init; }
    public required double P99 { get; init; }

    /// <summary>The share that never moves again.</summary>
    public required double Lost { get; init; }

    /// <summary>The share that goes back to the sender instead.</summary>
    public required double Returned { get; init; }

    public static Usual Of(Stretch stretch, LaneKey lane, LaneCurve curve) => new()
    {
        Stretch = stretch,
        Lane = lane,
        Parcels = Math.Round(curve.Parcels),
        Weight = Math.Round(curve.Weight, 2),
        Level = curve.Level,
        LevelParcels = Math.Round(curve.LevelParcels),
        Half = Math.Round(curve.Quantile(0.5), 1),
        P95 = Math.Round(curve.Quantile(0.95), 1),
        P99 = Math.Round(curve.Quantile(0.99), 1),
        Lost = Math.Round(curve.Lost, 4),
        Returned = Math.Round(curve.ReturnedShare, 3),
    };
}
