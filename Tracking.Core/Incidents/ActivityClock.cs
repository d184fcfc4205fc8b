using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;

namespace Tracking.Core.Incidents;

/// <summary>
/// A clock that runs as fast as news of a carrier usually comes from a country at this hour of a working day, a day of it being a working day's worth of
/// news. It stands still on weekends and public holidays, and while the carrier could not be heard: a quiet Sunday, a night and our own blindness are no silence.
/// </summary>
internal sealed class ActivityClock
{
    /// <summary>Asked less often than this, a carrier is not heard in between.</summary>
    private const int HeardHours = 6;
    private readonly Instant _first;
    private readonly double[] _run;
    private readonly bool[] _runs;

    private ActivityClock(Instant first, double[] run, bool[] runs) => (_first, _run, _runs) = (first, run, runs);

    /// <param name="first">The first moment it knows, on the hour.</param>
    /// <param name="news">When news came, to learn the hours from.</param>
    /// <param name="stopped">Standing still from then on; null where not.</param>
    public static ActivityClock Of(string? country, FeedHours feed, IEnumerable<Instant> news, Instant first, Instant now, Instant? stopped)
    {
        var runs = new bool[(int)Math.Ceiling((now - first).TotalHours)];
        var zone = CountryZones.MiddleOf(country, now);
        var work = WorkClock.Of(country ?? "");
        var asked = feed.Hours.Values.Any(hour => hour.Answers > 0);
        var heard = -1;
        for (var h = 0; h < runs.Length; h++)
        {
            var at = first + Duration.FromHours(h);
            if (feed.Hours.ContainsKey(at))
                heard = h;
            var local = at.InZone(zone).LocalDateTime;
            runs[h] = (at < feed.Recorded || !asked || heard >= 0 && h - heard < HeardHours)
                && work.Between(local.Date.AtMidnight(), local.Date.PlusDays(1).AtMidnight()) > 0.5
                && !(at >= stopped) && !feed.Blind.Any(span => span.Contains(at));
        }
        double[] came = new double[24], hours = new double[24];
        for (var h = 0; h < runs.Length; h++)
            hours[HourOf(h)] += runs[h] ? 1 : 0;
        foreach (var at in news)
        {
            var h = (int)Math.Floor((at - first).TotalHours);
            if (h >= 0 && h < runs.Length && runs[h])
                came[HourOf(h)]++;
        }
        var (all, of) = (came.Sum(), Math.Max(1, hours.Sum()));
        const double Prior = 2;
        var pace = came.Select((count, hour) => Math.Max(0.02, (count + Prior) / (hours[hour] * all / of + Prior))).ToArray();
        var scale = 24 / pace.Sum();
        var run = new double[runs.Length + 1];
        for (var h = 0; h < runs.Length; h++)
            run[h + 1] = run[h] + (runs[h] ? pace[HourOf(h)] * scale / 24 : 0);
        return new(first, run, runs);

        int HourOf(int h) => (int)(((long)(first - Instant.FromUnixTimeSeconds(0)).TotalHours + h) % 24);
    }

    /// <summary>Days of activity until this moment.</summary>
    public double At(Instant at)
    {
        var hours = (at - _first).TotalHours;
        if (hours <= 0)
            return 0;
        if (hours >= _runs.Length)
            return _run[^1];
        var h = (int)hours;
        return _run[h] + (_run[h + 1] - _run[h]) * (hours - h);
    }

    public bool RunsAt(Instant at) => (at - _first).TotalHours is >= 0 and var hours && hours < _runs.Length && _runs[(int)hours];

    /// <summary>The moment since which so many days of activity have passed.</summary>
    public Instant Back(double days)
    {
        var target = Math.Max(0, _run[^1] - days);
        var (low, high) = (0, _runs.Length);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_run[middle] <= target)
                low = middle;
            else
                high = middle - 1;
        }
        var step = low < _runs.Length ? _run[low + 1] - _run[low] : 0;
        return _first + Duration.FromHours(low) + (step > 0 ? Duration.FromHours((target - _run[low]) / step) : Duration.Zero);
    }
}
