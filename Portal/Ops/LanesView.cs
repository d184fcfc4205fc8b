using System.Globalization;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;

namespace Tracking.Portal.Ops;

/// <summary>How the lanes page says what is usual and how often that was right.</summary>
public static class LanesView
{
    /// <summary>The lanes of one stretch whose name holds every word asked for, busiest first.</summary>
    public static IReadOnlyList<Row> Rows(LearnedLanes lanes, Stretch stretch, string? asked, Func<string, string> nameOf)
    {
        var words = (asked ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (lanes.Stretches.GetValueOrDefault(stretch) is not { } learned)
            return [];
        return [.. learned.Lanes.Keys
            .Select(key => (Name: (key with { Carrier = nameOf(key.Carrier) }).ToString(), Key: key))
            .Where(lane => words.All(word => $"{lane.Name} {lane.Key.Carrier}".Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Select(lane => (lane.Name, Curve: learned.CurveOf(lane.Key)))
            .OrderByDescending(lane => lane.Curve.Parcels).ThenBy(lane => lane.Name, StringComparer.Ordinal)
            .Select(lane => new Row(
                lane.Name, (int)Math.Round(lane.Curve.Parcels), lane.Curve.Weight, lane.Curve.Quantile(0.5), lane.Curve.Quantile(0.9), lane.Curve.Quantile(0.95), lane.Curve.Lost, lane.Curve.ReturnedShare))];
    }

    /// <summary>Stretches of which anything was learned, in the order of the journey.</summary>
    public static IReadOnlyList<Stretch> Stretches(LearnedLanes lanes) =>
        [.. lanes.Stretches.Keys.OrderBy(stretch => stretch.Kind).ThenByDescending(stretch => stretch.To).ThenBy(stretch => stretch.From)];

    /// <summary>A stretch in words, such as <c>Cross-border: accepted to delivery</c>.</summary>
    public static string NameOf(Stretch stretch) =>
        $"{(stretch.Kind is JourneyKind.CrossBorder ? "Cross-border" : "Domestic")}: {NameOf(stretch.From)} to {EndOf(stretch.To)}";

    /// <summary>Each range, what it should hold, what it held, and Wilson's 95 % interval of that.</summary>
    public static IReadOnlyList<Held> Reliability(LaneReliability seen) =>
        [HeldOf("80 % range", 0.8, seen.Within80, seen.Came), HeldOf("90 % range", 0.9, seen.Within90, seen.Came)];

    /// <summary>Chances of loss that were told, by tenths, what came of them, and Wilson's 95 % interval of that.</summary>
    public static IReadOnlyList<LossRow> Losses(IReadOnlyList<LossBin> bins) => [.. bins.Select(bin =>
    {
        var share = bin.Lost / (double)bin.Forecasts;
        var (low, high) = Wilson.Interval(share, bin.Forecasts);
        return new LossRow($"{bin.Tenth * 10} to {bin.Tenth * 10 + 10} %", bin.Forecasts, bin.Told, share, low, high);
    })];

    /// <summary>Working days with one digit.</summary>
    public static string Days(double days) => days.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Share(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string EndOf(Until until) => until switch
    {
        Until.Delivery => "delivery",
        Until.NextPhase => "the next scan of a later phase",
        Until.NextScan => "any next scan",
        Until.Release => "released by customs, once presented",
        Until.ReleaseOfHeld => "released by customs, once held",
        _ => "collected at the pickup point",
    };

    private static string NameOf(Phase phase) => phase switch
    {
        Phase.Label => "label",
        Phase.Accepted => "accepted",
        Phase.LeftOrigin => "left the origin",
        Phase.Arrived => "arrived",
        Phase.Cleared => "cleared",
        Phase.AtDepot => "at the depot",
        Phase.OutForDelivery => "out for delivery",
        _ => "delivered",
    };

    private static Held HeldOf(string name, double meant, long held, long came)
    {
        var share = came > 0 ? held / (double)came : 0;
        var (low, high) = Wilson.Interval(share, came);
        return new(name, meant, came, share, low, high);
    }

    /// <summary>A lane: parcels it rests on, how much of the curve is its own, and the working days within which half, 90 and 95 of 100 have moved on.</summary>
    public sealed record Row(string Lane, int Parcels, double Weight, double Half, double P90, double P95, double Lost, double Returned);

    /// <summary>Forecasts of loss in one tenth: the mean chance told, and the share that was lost.</summary>
    public sealed record LossRow(string Name, long Forecasts, double Told, double Share, double Low, double High)
    {
        /// <summary>In words, for those who do not see colours.</summary>
        public string Verdict => Told < Low ? "more were lost than told" : Told > High ? "fewer were lost than told" : "as told";
    }

    /// <summary>What a range held.</summary>
    public sealed record Held(string Name, double Meant, long Parcels, double Share, double Low, double High)
    {
        /// <summary>In words, for those who do not see colours.</summary>
        public string Verdict => Parcels == 0 ? "nothing came yet" : Meant < Low ? "holds more than it should" : Meant > High ? "holds less than it should" : "as it should";
    }
}
