using System.Globalization;
using Tracking.Bench;
using Tracking.Carriers;

(string Name, Func<CancellationToken, Task<BenchRow>> Run)[] benches =
[
    ("cluster-join", ClusterBench.JoinAsync),
    .. new CarrierRegistry().List().Select(carrier => ($"read-{carrier.Profile.Id}", new Func<CancellationToken, Task<BenchRow>>(_ => ReadBench.ReadAsync(carrier)))),
    ("ingest", IngestBench.TenThousandAsync),
    ("queue-page", QueueBench.PageAsync),
    ("queue-facets", QueueBench.FacetsAsync),
    ("queue-search", QueueBench.SearchAsync),
    ("ops-circuits", OpsBench.CircuitsAsync),
    ("order-pages", BuyerBench.PagesAsync),
    ("live-connections", BuyerBench.LiveAsync),
    ("page-weight", BuyerBench.WeightAsync),
    ("page-paint", BuyerBench.PaintAsync),
    ("commit-to-screen", BuyerBench.ScreenAsync),
    ("world-losses", WorldBench.LossesAsync),
    ("world-losses-slow", WorldBench.LossesOnSlowLanesAsync),
    ("world-alike", WorldBench.AlikeAsync),
    ("world-asks", WorldBench.AsksAsync),
    ("world-incidents", WorldBench.IncidentsAsync),
    ("million", IngestBench.MillionAsync),
    ("replay-memory", ReplayBench.MillionAsync),
];

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var chosen = benches
    .Where(b => args.Length == 0 || args.Any(a => b.Name.Contains(a, StringComparison.OrdinalIgnoreCase)))
    .ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"No such benchmark; there are: {string.Join(", ", benches.Select(b => b.Name))}");
    return 2;
}

var rows = new List<BenchRow>();
foreach (var (name, run) in chosen)
{
    Console.Error.WriteLine($"{name} …");
    rows.Add(await run(stop.Token));
}

string[][] table =
[
    ["name", "figure", "peer", "ratio"],
    .. rows.Select(r => new[] { r.Name, r.Figure, r.Peer, r.Ratio.ToString("0.00", CultureInfo.InvariantCulture) + " ×" }),
];
var widths = Enumerable.Range(0, 4).Select(column => table.Max(line => line[column].Length)).ToArray();
foreach (var line in table)
{
    Console.WriteLine(string.Join(" | ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    if (ReferenceEquals(line, table[0]))
    {
        Console.WriteLine(string.Join("-|-", widths.Select(w => new string('-', w))));
    }
}
return 0;
