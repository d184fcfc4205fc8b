using System.Collections.Concurrent;

namespace Tracking.Core.Lanes;

/// <summary>What is usual on one stretch: a shape that all lanes share, each lane's own place and shape, and the pace of the moment.</summary>
public sealed class LearnedStretch(
    double[] hazard, double pace, IReadOnlyDictionary<LaneKey, LearnedLane> lanes,
    IReadOnlyDictionary<(string Carrier, string Destination), double> destinations, IReadOnlyDictionary<string, double> carriers)
{
    /// <summary>A lane's own shape weighs as its parcels do against this many of all lanes.</summary>
    public const double Borrowed = 100;
    /// <summary>Before so many parcels have arrived, a date would be a guess.</summary>
    public const double EnoughParcels = 100;
    private readonly ConcurrentDictionary<LaneKey, LaneCurve> _curves = [];

    public IReadOnlyDictionary<LaneKey, LearnedLane> Lanes => lanes;

    /// <summary>The hazard of each bin that all lanes share.</summary>
    public IReadOnlyList<double> Hazard => hazard;

    /// <summary>By how many bins everything is slower than usual now.</summary>
    public double PaceOffset => pace;

    /// <summary>By how many bins a carrier × destination, and a carrier, is slower than all.</summary>
    public IReadOnlyDictionary<(string Carrier, string Destination), double> Destinations => destinations;
    public IReadOnlyDictionary<string, double> Carriers => carriers;

    /// <summary>Parcels of all lanes on which the shape rests; those long ago count less.</summary>
    public double Parcels { get; } = lanes.Values.Sum(lane => lane.Parcels);

    /// <summary>How much slower than usual everything is now: 1 as usual, 2 twice as slow.</summary>
    public double Pace => Math.Exp(pace * Bins.Width);

    /// <summary>The curve of a lane; one that was never seen has that of its carrier and destination, or its carrier, or all.</summary>
    public LaneCurve CurveOf(LaneKey key) => _curves.GetOrAdd(key, Make);

    private LaneCurve Make(LaneKey key)
    {
        var lane = lanes.GetValueOrDefault(key);
        var offset = lane?.Offset
            ?? (destinations.TryGetValue((key.Carrier, key.Destination), out var known) ? known : carriers.GetValueOrDefault(key.Carrier));
        double[] risk = new double[Bins.Count], moved = new double[Bins.Count];
        if (lane is not null)
        {
            Bins.AddShifted(lane.Risk, risk, -offset);
            Bins.AddShifted(lane.Moved, moved, -offset);
        }
        var summed = new double[Bins.Count + 1];
        for (var b = 0; b < Bins.Count; b++)
            summed[b + 1] = summed[b] + (moved[b] + Borrowed * hazard[b]) / (risk[b] + Borrowed);
        var parcels = lane?.Parcels ?? 0;
        var (level, others) = LevelOf(key, parcels);
        return new(summed, offset + pace, parcels / (parcels + Borrowed), parcels, parcels + (lane?.Returned ?? 0) is > 0 and var exits ? (lane?.Returned ?? 0) / exits : 0, level, others);
    }

    private (LaneLevel Level, double Parcels) LevelOf(LaneKey key, double own)
    {
        var destination = lanes.Where(lane => lane.Key.Carrier == key.Carrier && lane.Key.Destination == key.Destination).Sum(lane => lane.Value.Parcels);
        if (destination > own)
            return (LaneLevel.CarrierAndDestination, destination);
        var carrier = lanes.Where(lane => lane.Key.Carrier == key.Carrier).Sum(lane => lane.Value.Parcels);
        return carrier > own ? (LaneLevel.Carrier, carrier) : Parcels > own ? (LaneLevel.All, Parcels) : (LaneLevel.Lane, own);
    }
}
