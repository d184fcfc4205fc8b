using NodaTime;
using NodaTime.Text;
using Tracking.Core.Notices;
using Xunit;

namespace Tracking.Tests.Notices;

/// <summary>Nobody is written to in the night of their place, whichever clock that has.</summary>
public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("DE", "2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z")]
    [InlineData("DE", "2026-11-25T19:59:00Z", "2026-11-25T19:59:00Z")]
    [InlineData("DE", "2026-11-25T20:00:00Z", "2026-11-26T07:00:00Z")]
    [InlineData("DE", "2026-11-26T06:59:00Z", "2026-11-26T07:00:00Z")]
    [InlineData("JP", "2026-11-25T12:00:00Z", "2026-11-25T23:00:00Z")]
    // The clocks go back in the night to 2026-10-25 and forward in the night to 2026-03-29: eight o'clock is eight o'clock.
    [InlineData("DE", "2026-10-24T21:00:00Z", "2026-10-25T07:00:00Z")]
    [InlineData("DE", "2026-03-28T21:00:00Z", "2026-03-29T06:00:00Z")]
    // An offset of half an hour.
    [InlineData("IN", "2026-11-25T16:00:00Z", "2026-11-26T02:30:00Z")]
    // A country of many clocks: it is day for all of them at once, from Maine to Hawaii.
    [InlineData("US", "2026-11-25T13:00:00Z", "2026-11-25T18:00:00Z")]
    [InlineData("US", "2026-11-26T02:00:00Z", "2026-11-26T18:00:00Z")]
    // Nothing known of the place.
    [InlineData(null, "2026-11-25T23:00:00Z", "2026-11-26T08:00:00Z")]
    public void A_message_waits_for_the_morning_at_its_buyers_place(string? country, string wanted, string sent) =>
        Assert.Equal(sent, new QuietHours(new(21, 0), new(8, 0), QuietHours.ZonesOf(country)).Next(InstantPattern.General.Parse(wanted).Value).ToString());

    [Fact]
    public void No_country_is_so_wide_that_it_is_always_night_somewhere()
    {
        foreach (var country in NodaTime.TimeZones.TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(place => place.CountryCode).Distinct().Except(["AQ", "UM"]))
        {
            var hours = new QuietHours(new(21, 0), new(8, 0), QuietHours.ZonesOf(country));
            for (var hour = 0; hour < 24; hour++)
            {
                var sent = hours.Next(Instant.FromUtc(2026, 11, 25, hour, 0));
                Assert.All(hours.Zones, zone => Assert.InRange(sent.InZone(zone).TimeOfDay, new LocalTime(8, 0), new LocalTime(20, 59, 59)));
            }
        }
    }

    [Fact]
    public void Without_quiet_hours_nothing_waits() =>
        Assert.Equal(Instant.FromUtc(2026, 11, 25, 3, 0), new QuietHours(default, default, [DateTimeZone.Utc]).Next(Instant.FromUtc(2026, 11, 25, 3, 0)));
}
