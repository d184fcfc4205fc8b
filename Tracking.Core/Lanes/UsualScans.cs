using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>How long the silence after each scan of a parcel usually was, as learned of its lane.</summary>
public static class UsualScans
{
    /// <summary>Before so many parcels have been watched, a curve is its prior.</summary>
    private const double Enough = 30;

    /// <summary>By line, when 95 of 100 of those that move again have been scanned next; lines on whose stretch too little was learned are left out.</summary>
    public static IReadOnlyDictionary<EventKey, Instant> Of(Timeline timeline, LearnedLanes lanes)
    {
        var usual = new Dictionary<EventKey, Instant>();
        foreach (var (line, phase) in Dwell.Walk(timeline))
        {
            if (line.Time is not { } time || lanes.Stretches.GetValueOrDefault(new(phase, Until.NextScan, timeline.Kind)) is not { Parcels: >= Enough } learned)
                continue;
            var key = Watched.KeyOf(timeline, line.Carrier);
            var by = WorkClock.Of(key.Country).MomentAfter(time.Local, learned.CurveOf(key).Quantile(0.95));
            usual[line.Key] = (time.Instant ?? time.Possible().Start) + by.Since(time.Local);
        }
        return usual;
    }
}
