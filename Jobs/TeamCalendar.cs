using NodaTime;
using Quartz.Impl.Calendar;
using Tracking.Core.Cases;

namespace Tracking.Jobs;

/// <summary>The business hours of a team: its weekdays and days off as Quartz calendars, its hours in its own zone.</summary>
public sealed class TeamCalendar
{
    /// <summary>A team that is off for longer has no time in which anything is due.</summary>
    private const int LongestBreak = 400;

    private readonly HolidayCalendar _holidays = new();
    private readonly WeeklyCalendar _weekdays = new();
    private readonly DateTimeZone _zone;
    private readonly Team _team;

    public TeamCalendar(Team team)
    {
        _team = team;
        _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(team.Zone) ?? DateTimeZone.Utc;
        foreach (var day in team.Holidays.Keys)
            _holidays.AddExcludedDay(day.ToDateOnly());
        foreach (var day in Enum.GetValues<DayOfWeek>())
            if (team.Weekdays.Contains(day is DayOfWeek.Sunday ? IsoDayOfWeek.Sunday : (IsoDayOfWeek)(int)day))
                _weekdays.RemoveExcludedDay(day);
            else
                _weekdays.AddExcludedDay(day);
    }

    /// <summary>The moment after so many business hours from a moment on; null where the team never works that long.</summary>
    public Instant? After(Instant from, Duration hours)
    {
        var left = hours;
        var idle = 0;
        for (var day = from.InZone(_zone).Date; idle < LongestBreak; day = day.PlusDays(1))
        {
            if (!IsWorked(day))
            {
                idle++;
                continue;
            }
            idle = 0;
            var opens = day.At(_team.Opens).InZoneLeniently(_zone).ToInstant();
            var closes = day.At(_team.Closes).InZoneLeniently(_zone).ToInstant();
            var begin = Instant.Max(from, opens);
            if (begin >= closes)
                continue;
            if (begin + left <= closes)
                return begin + left;
            left -= closes - begin;
        }
        return null;
    }

    private bool IsWorked(LocalDate day) => !_holidays.IsDayExcluded(day.ToDateOnly()) && !_weekdays.IsDayExcluded(day.ToDateOnly().DayOfWeek);
}
