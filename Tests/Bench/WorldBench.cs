using System.Globalization;
using Tracking.Bench.Trials;
using Tracking.Carriers.Sandbox.Truth;
using Tracking.Core.Incidents;

namespace Tracking.Bench;

/// <summary>Detectors on worlds with known truth, over twenty seeds: the middle one is the figure, and the worst is shown beside it. All in simulated time.</summary>
public static class WorldBench
{
    private const int Seeds = 20;
    private const int Parcels = 40_000;
    private const int IncidentSeeds = 8;

    /// <summary>Euros: five times the expected loss from which on a look pays; about every second look is then right.</summary>
    private const decimal Value = 60;

    public static Task<BenchRow> LossesAsync(CancellationToken cancel) => Losses("world-losses", seed => TrueWorld.EvenlyLost(seed, Parcels), cancel);

    public static Task<BenchRow> LossesOnSlowLanesAsync(CancellationToken cancel) => Losses("world-losses-slow", seed => TrueWorld.Varied(seed, Parcels), cancel);

    public static Task<BenchRow> AlikeAsync(CancellationToken cancel) => Losses("world-alike", seed => TrueWorld.Alike(seed, Parcels), cancel);

    public static Task<BenchRow> AsksAsync(CancellationToken cancel)
    {
        var results = Seeded(seed => AskTrial.Run(TrueWorld.EvenlyLost(seed, Parcels)), cancel).OrderByDescending(result => result.Learned.MedianHours / result.Fixed.MedianHours).ToList();
        foreach (var (ours, peers, price) in results)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {ours.Calls} calls at price {price:0.00}, {ours.NewsPerCall:0.000} news a call: median {ours.MedianHours:0.00}, mean {ours.MeanHours:0.0} hours; fixed {peers.Calls} calls, {peers.NewsPerCall:0.000}: median {peers.MedianHours:0.00}, mean {peers.MeanHours:0.0}"));
        var (middle, worst) = (results[results.Count / 2], results[0]);
        return Task.FromResult(new BenchRow(
            "world-asks",
            string.Create(CultureInfo.InvariantCulture, $"news unseen for {middle.Learned.MedianHours:0.00} h (median), {middle.Learned.NewsPerCall:0.000} news a call; worst seed {worst.Learned.MedianHours:0.00} against {worst.Fixed.MedianHours:0.00} h"),
            string.Create(CultureInfo.InvariantCulture, $"fixed cadence, {middle.Learned.Calls / (double)middle.Fixed.Calls:p1} of its calls: {middle.Fixed.MedianHours:0.00} h, {middle.Fixed.NewsPerCall:0.000}"),
            middle.Fixed.MedianHours / middle.Learned.MedianHours));
    }

    /// <summary>The strike and the dead feed of each world, on fewer seeds and five times the parcels: a facility's silence shows only where much goes through it.</summary>
    public static Task<BenchRow> IncidentsAsync(CancellationToken cancel)
    {
        var results = Enumerable.Range(1, IncidentSeeds).AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).WithCancellation(cancel).WithDegreeOfParallelism(2)
            .Select(seed => (Seed: seed, Result: IncidentTrial.Run(TrueWorld.EvenlyLost(seed, 5 * Parcels)))).Select(Print).ToList();
        var causes = results.SelectMany(result => result.Causes).ToList();
        var hours = causes.Select(cause => cause.Hours ?? double.PositiveInfinity).Order().ToList();
        var incidents = causes.Sum(cause => cause.Incidents.Count);
        return Task.FromResult(new BenchRow(
            "world-incidents",
            string.Create(CultureInfo.InvariantCulture, $"{causes.Count(cause => cause.Incidents.Count == 1)} of {causes.Count} are one incident ({incidents} in all), told after {hours[hours.Count / 2]:0} h (worst {hours[^1]:0}) and {causes.Select(cause => cause.Parcels).Order().ElementAt(causes.Count / 2)} parcels; {results.Sum(result => result.False.Count)} false in {results.Sum(result => result.Days):0} days"),
            string.Create(CultureInfo.InvariantCulture, $"one each; {results.Sum(result => result.Days) / 30 * IncidentWatch.FalseAMonth:0} false"), causes.Count / (double)incidents));

        static IncidentResult Print((int Seed, IncidentResult Result) one)
        {
            foreach (var cause in one.Result.Causes)
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  seed {one.Seed}: {cause.Trouble.Kind} {cause.Trouble.Carrier}{cause.Trouble.Place} from {cause.Trouble.From:uuuu-MM-dd'T'HH} to {cause.Trouble.To:uuuu-MM-dd'T'HH}: ")
                    + (cause.Hours is { } hours ? string.Create(CultureInfo.InvariantCulture, $"told after {hours:0} h, {cause.Parcels} parcels and {cause.Missing:0} missing scans; {cause.Incidents.Count} incident{(cause.Incidents.Count == 1 ? "" : "s")}: {string.Join("; ", cause.Incidents)}") : "never told"));
            foreach (var other in one.Result.Others)
                Console.Error.WriteLine($"  seed {one.Seed}: a backlog: {other}");
            foreach (var none in one.Result.False)
                Console.Error.WriteLine($"  seed {one.Seed}: false: {none}");
            return one.Result;
        }
    }

    private static Task<BenchRow> Losses(string name, Func<int, TrueWorld> world, CancellationToken cancel)
    {
        var seeded = Seeded(seed => (Seed: seed, Result: LossTrial.Run(world(seed), Value)), cancel).OrderBy(one => one.Result.Gain).ToList();
        foreach (var (seed, one) in seeded)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  seed {seed}: {one.Losses} losses, {one.FalseAlarms} false alarms (precision {one.Precision:p0}): mean {one.MeanDays:0.0}, median {one.MedianDays:0.0} days; fixed {one.FixedThreshold:0.0} {(one.FixedInBusinessDays ? "business " : "")}days: mean {one.FixedMeanDays:0.0}, median {one.FixedMedianDays:0.0}; {one.Gain:p1} sooner"));
        var results = seeded.Select(one => one.Result).ToList();
        var (middle, worst) = (results[results.Count / 2], results[0]);
        return Task.FromResult(new BenchRow(
            name,
            string.Create(CultureInfo.InvariantCulture, $"{middle.Gain:p1} sooner (worst {worst.Gain:p1}, best {results[^1].Gain:p1}); {middle.MeanDays:0.0} days, precision {middle.Precision:p0}"),
            string.Create(CultureInfo.InvariantCulture, $"best fixed rule: {middle.FixedMeanDays:0.0} days"),
            middle.FixedMeanDays / middle.MeanDays));
    }

    private static IReadOnlyList<T> Seeded<T>(Func<int, T> run, CancellationToken cancel) =>
        Enumerable.Range(1, Seeds).AsParallel().AsOrdered().WithCancellation(cancel).WithDegreeOfParallelism(2).Select(run).ToList();
}
