using Tracking.Core.Events;

namespace Tracking.Core.Incidents;

/// <summary>
/// How soon another scan usually comes, by carrier and last milestone: news over time at risk in half octaves of the wait, a thin group held by what
/// all carriers do after that milestone.
/// </summary>
internal sealed class ScanRates
{
    private const int Bins = 24;
    private const double PerOctave = 2;
    private const double First = 1.0 / 32;

    /// <summary>So many news are borrowed.</summary>
    private const double Borrowed = 3;
    private readonly Dictionary<(string, Milestone), (double[] Risk, double[] News)> _seen = [];
    private readonly Dictionary<(string, Milestone), double[]> _summed = [];

    /// <summary>A span of waiting, by how long the wait had lasted at both ends, in days of activity; whether news ended it.</summary>
    public void Learn(string carrier, Milestone after, double from, double to, bool news)
    {
        if (!_seen.TryGetValue((carrier, after), out var seen))
            _seen[(carrier, after)] = seen = (new double[Bins], new double[Bins]);
        for (var b = BinOf(from); b <= BinOf(to); b++)
            seen.Risk[b] += Math.Max(0, Math.Min(to, Edge(b + 1)) - Math.Max(from, Edge(b)));
        if (news)
            seen.News[BinOf(to)]++;
    }

    public void Build()
    {
        var all = Sum(_seen.Values);
        var root = Enumerable.Range(0, Bins).Select(b => (all.News[b] + 0.5) / (all.Risk[b] + 1)).ToArray();
        foreach (var milestone in _seen.GroupBy(one => one.Key.Item2))
        {
            var shared = Shrunk(Sum(milestone.Select(one => one.Value)), root);
            foreach (var (key, seen) in milestone)
            {
                var rates = Shrunk(seen, shared);
                var summed = new double[Bins + 1];
                for (var b = 0; b < Bins; b++)
                    summed[b + 1] = summed[b] + rates[b] * (Edge(b + 1) - Edge(b));
                _summed[key] = summed;
            }
        }
    }

    /// <summary>What is usual after a milestone; null where nothing is known of it.</summary>
    public double[]? CurveOf(string carrier, Milestone after) => _summed.GetValueOrDefault((carrier, after));

    /// <summary>The news that a wait of so many days of activity has usually brought: minus the logarithm of the share still waiting.</summary>
    public double Expected(string carrier, Milestone after, double days) => Expected(CurveOf(carrier, after), days);

    /// <summary>The same of a curve.</summary>
    public static double Expected(double[]? curve, double days)
    {
        if (days <= 0 || curve is null)
            return 0;
        var b = BinOf(days);
        return curve[b] + (curve[b + 1] - curve[b]) * Math.Min(1, (days - Edge(b)) / (Edge(b + 1) - Edge(b)));
    }

    private static double Edge(int b) => b == 0 ? 0 : First * Math.Pow(2, (b - 1) / PerOctave);

    private static int BinOf(double days) => days < First ? 0 : Math.Min(Bins - 1, 1 + (int)Math.Floor(Math.Log2(days / First) * PerOctave + 1e-9));

    private static double[] Shrunk((double[] Risk, double[] News) seen, double[] parent) =>
        [.. Enumerable.Range(0, Bins).Select(b => (seen.News[b] + Borrowed) / (seen.Risk[b] + Borrowed / parent[b]))];

    private static (double[] Risk, double[] News) Sum(IEnumerable<(double[] Risk, double[] News)> groups)
    {
        var sum = (Risk: new double[Bins], News: new double[Bins]);
        foreach (var (risk, news) in groups)
        {
            for (var b = 0; b < Bins; b++)
                (sum.Risk[b], sum.News[b]) = (sum.Risk[b] + risk[b], sum.News[b] + news[b]);
        }
        return sum;
    }
}
