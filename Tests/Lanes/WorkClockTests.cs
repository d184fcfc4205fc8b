using NodaTime;
using Tracking.Core.Lanes;
using Xunit;

namespace Tracking.Tests.Lanes;

public sealed class WorkClockTests
{
    private static double Days(string country, string from, string to) => WorkClock.Of(country).Between(
        LocalDate.FromDateTime(DateTime.Parse(from)).AtMidnight(), LocalDate.FromDateTime(DateTime.Parse(to)).AtMidnight());

    [Fact]
    public void A_week_is_five_days_and_a_little() => Assert.InRange(Days("DE", "2026-11-02", "2026-11-09"), 5.2, 5.5);

    [Fact]
    public void Christmas_is_no_silence() => Assert.InRange(Days("DE", "2025-12-25", "2025-12-27"), 0.1, 0.6);

    [Fact]
    public void A_holiday_of_one_country_is_a_working_day_of_another()
    {
        Assert.InRange(Days("BR", "2026-09-07", "2026-09-08"), 0.1, 0.5);
        Assert.Equal(1, Days("DE", "2026-09-08", "2026-09-09"), 6);
    }

    [Fact]
    public void A_country_without_a_calendar_has_weekends() => Assert.Equal(Days("", "2026-11-02", "2026-11-09"), Days("QQ", "2026-11-02", "2026-11-09"), 9);

    [Fact]
    public void A_day_is_found_again_from_its_distance()
    {
        var from = new LocalDateTime(2026, 12, 23, 15, 30);
        var clock = WorkClock.Of("US");
        for (var days = 0; days < 60; days++)
        {
            var noon = from.Date.PlusDays(days + 1).At(new LocalTime(12, 0));
            Assert.Equal(noon.Date, clock.DayAfter(from, clock.Between(from, noon)));
        }
    }
}
