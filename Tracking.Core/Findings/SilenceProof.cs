using NodaTime;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings;

/// <summary>A time without a scan, and how unusual that is on the parcel's lane.</summary>
/// <param name="From">The scan before it.</param>
/// <param name="To">The scan that ended it; null where none has.</param>
/// <param name="Until">Its end, or the last moment of which it is certain.</param>
/// <param name="Lines">How unusual it is, in words; empty where too few parcels were watched there to know.</param>
public sealed record SilenceProof(TimelineLine From, TimelineLine? To, Instant Since, Instant Until, IReadOnlyList<Explained> Lines)
{
    /// <summary>Whole days.</summary>
    public int Days => (int)Math.Floor((Until - Since).TotalDays);

    /// <summary>The silence that still lasts as of the situation's moment; null where nothing is awaited, or nothing was scanned.</summary>
    public static SilenceProof? Present(Situation situation)
    {
        var standing = new Standing(situation);
        return standing is { IsOver: false, LastScan: { } last } && Standing.At(last) < situation.Now ? Of(standing, last, null, situation.Now) : null;
    }

    /// <summary>The longest silence between two scans; null where there are not two.</summary>
    public static SilenceProof? Longest(Situation situation)
    {
        var standing = new Standing(situation);
        return standing.Scans.Count < 2 ? null : standing.Scans.Zip(standing.Scans.Skip(1))
            .Select(pair => (pair.First, pair.Second, Until: Standing.At(pair.Second)))
            .Where(pair => pair.Until > Standing.At(pair.First))
            .OrderByDescending(pair => pair.Until - Standing.At(pair.First)).ThenBy(pair => pair.First.Key)
            .Select(pair => Of(standing, pair.First, pair.Second, pair.Until))
            .FirstOrDefault();
    }

    private static SilenceProof Of(Standing standing, TimelineLine from, TimelineLine? to, Instant until)
    {
        var wait = standing.WaitForScan(from, standing.Norms.Stalled);
        return new(from, to, Standing.At(from), until, wait.Usual is null ? [] : Explained.OfSilence(wait.Explain(until)));
    }
}
