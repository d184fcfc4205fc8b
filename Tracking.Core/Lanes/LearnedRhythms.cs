using System.Collections.Concurrent;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>At which hours news comes, as learned. Immutable.</summary>
public sealed class LearnedRhythms
{
    /// <summary>A carrier's own hours weigh as its scans do against this many of all carriers in the country; those as many of all countries; those of an even day.</summary>
    private const double Borrowed = 50;
    private readonly ConcurrentDictionary<RhythmKey, DayRhythm> _rhythms = [];
    private readonly Dictionary<(string Country, Phase Phase), double[]> _countries = [];
    private readonly Dictionary<Phase, double[]> _phases = [];

    public LearnedRhythms(IReadOnlyDictionary<RhythmKey, double[]> heard)
    {
        Heard = heard;
        foreach (var (key, hours) in heard)
        {
            Add(_countries, (key.Country, key.Phase), hours);
            Add(_phases, key.Phase, hours);
        }

        static void Add<TKey>(Dictionary<TKey, double[]> sums, TKey key, double[] hours) where TKey : notnull
        {
            if (!sums.TryGetValue(key, out var sum))
                sums[key] = sum = new double[24];
            for (var hour = 0; hour < 24; hour++)
                sum[hour] += hours[hour];
        }
    }

    public static LearnedRhythms Empty { get; } = new(new Dictionary<RhythmKey, double[]>());

    /// <summary>How many scans were heard in each hour.</summary>
    public IReadOnlyDictionary<RhythmKey, double[]> Heard { get; }

    public DayRhythm Of(RhythmKey key) => _rhythms.GetOrAdd(key, Make);

    private DayRhythm Make(RhythmKey key)
    {
        var even = Enumerable.Repeat(1 / 24.0, 24).ToArray();
        var phase = Over(_phases.GetValueOrDefault(key.Phase), even);
        var country = Over(_countries.GetValueOrDefault((key.Country, key.Phase)), phase);
        return new(Over(Heard.GetValueOrDefault(key), country));
    }

    /// <summary>Shares by hour of what was heard, with what is borrowed.</summary>
    private static double[] Over(double[]? heard, double[] borrowed)
    {
        if (heard is null)
            return borrowed;
        var whole = heard.Sum() + Borrowed;
        return [.. heard.Select((count, hour) => (count + Borrowed * borrowed[hour]) / whole)];
    }
}
