namespace Tracking.Core.Lanes;

/// <summary>
/// The share of parcels that have come, by calendar days since the hand-over, after Kaplan and Meier (1958): parcels still out count as long as they were watched, and one
/// registered late counts from then on. Each point has its 95 % interval: Greenwood's variance on the scale of log(−log), which stays within 0 and 1.
/// </summary>
public sealed class TransitCurve
{
    private const double Z = 1.959964;

    /// <summary>A curve ends where fewer than so many parcels are left that it rests on.</summary>
    private const int Least = 5;

    private TransitCurve(IReadOnlyList<Point> points) => Points = points;

    /// <summary>One a day, from the day of the hand-over on; empty where there were too few parcels.</summary>
    public IReadOnlyList<Point> Points { get; }

    public static TransitCurve Of(LaneMonth month)
    {
        var points = new List<Point>();
        var (risk, still, variance) = (0, 1.0, 0.0);
        for (var day = 0; day < LaneMonth.Days - 1; day++)
        {
            risk += month.Entered[day];
            if (risk < Least)
                break;
            var came = month.Delivered[day];
            still *= 1 - came / (double)risk;
            variance += came == 0 ? 0 : came == risk ? double.PositiveInfinity : came / ((double)risk * (risk - came));
            points.Add(PointOf(day, risk, still, variance));
            risk -= came + month.LastHeard[day];
        }
        return new(points);
    }

    /// <summary>The first day by which so many have come; null where that was not seen.</summary>
    public int? DayBy(double share) => Points.Cast<Point?>().FirstOrDefault(point => point!.Value.Came >= share)?.Day;

    private static Point PointOf(int day, int risk, double still, double variance)
    {
        if (still is 1 or 0 || !double.IsFinite(variance))
        {
            // Nothing came, or all did: what so few can say.
            var (least, most) = Wilson.Interval(1 - still, risk);
            return new(day, risk, 1 - still, least, most);
        }
        var spread = Z * Math.Sqrt(variance) / Math.Abs(Math.Log(still));
        return new(day, risk, 1 - still, 1 - Math.Pow(still, Math.Exp(-spread)), 1 - Math.Pow(still, Math.Exp(spread)));
    }

    /// <summary>The share that has come by the end of a day, with its interval, and the parcels that were still out and watched at its beginning.</summary>
    public readonly record struct Point(int Day, int AtRisk, double Came, double Low, double High);
}
