using NodaTime;

namespace Tracking.Core.Lanes;

/// <summary>When a silent parcel is best asked about again: neither long after its news, nor when none can have come.</summary>
public static class NextAsk
{
    /// <summary>How far ahead asks are weighed against one another; the first of them is then made.</summary>
    public const int Horizon = 120;
    private const int Days = Horizon / 24 + 1;

    /// <summary>
    /// The hours until the next ask. Of all plans for the coming five days, it is the first ask of the one with the lowest expected cost: an hour in which news lies unseen costs one,
    /// an ask <paramref name="price"/>, and asks end with the first news. The chance of news in each hour comes from the lane's curve, given the silence so far, and from the hours of the day at which scans come.
    /// </summary>
    /// <param name="began">When the phase began, at the place's wall clock, like <paramref name="now"/>.</param>
    /// <param name="floor">No sooner, in hours from 1 on.</param>
    /// <param name="ceiling">No later, in hours.</param>
    public static int Hours(LaneCurve curve, WorkClock clock, DayRhythm rhythm, LocalDateTime began, LocalDateTime now, double price, int floor, int ceiling)
    {
        Span<double> seen = stackalloc double[Horizon + 1], at = stackalloc double[Horizon + 1], worked = stackalloc double[Days + 1];
        for (var day = 0; day <= Days; day++)
            worked[day] = clock.At(now.Date.PlusDays(day), 0);
        var start = clock.At(began.Date, rhythm.Before(Hour(began)));
        var (first, out0) = (Hour(now), 0.0);
        for (var hour = 0; hour <= Horizon; hour++)
        {
            var day = (int)((first + hour) / 24);
            var still = curve.StillOut(Math.Max(0, worked[day] + (worked[day + 1] - worked[day]) * rhythm.Before(first + hour - 24 * day) - start));
            if (hour == 0)
                out0 = still;
            // The chance that news has come by then, and the sum of the hours at which it does.
            seen[hour] = 1 - still / out0;
            at[hour] = hour == 0 ? 0 : at[hour - 1] + (seen[hour] - seen[hour - 1]) * (hour - 0.5);
        }
        Span<double> cost = stackalloc double[Horizon + 1];
        var chosen = Horizon;
        for (var from = Horizon - 1; from >= 0; from--)
        {
            if (from > 0 && from < floor)
                continue;
            var (best, next) = (double.PositiveInfinity, Horizon);
            for (var to = from + floor; to <= Math.Min(Horizon, from + ceiling); to++)
            {
                var whole = to * (seen[to] - seen[from]) - (at[to] - at[from]) + price * (1 - seen[from]) + cost[to];
                if (whole < best)
                    (best, next) = (whole, to);
            }
            cost[from] = double.IsPositiveInfinity(best) ? 0 : best;
            chosen = next;
        }
        return Math.Clamp(chosen, floor, ceiling);

        static double Hour(LocalDateTime moment) => moment.TimeOfDay.TickOfDay / (double)NodaConstants.TicksPerHour;
    }
}
