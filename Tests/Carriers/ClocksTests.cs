using Xunit;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;

namespace Tracking.Tests.Carriers;

public sealed class ClocksTests
{
    [Theory]
    [InlineData("Z", 0)]
    [InlineData("UTC", 0)]
    [InlineData("GMT+8", 480)]
    [InlineData("GMT-03:00", -180)]
    [InlineData("-05:00", -300)]
    [InlineData("-7:00", -420)]
    [InlineData("+0800", 480)]
    [InlineData("-04.00", -240)]
    [InlineData("-420", -420)]
    [InlineData("+8", 480)]
    [InlineData("0", 0)]
    [InlineData("+05:45", 345)]
    [InlineData("+14:00", 840)]
    [InlineData("+14:01", null)]
    [InlineData("-12:30", null)]
    [InlineData("EST", null)]
    [InlineData("99999", null)]
    [InlineData("+05:75", null)]
    public void An_offset_is_read_in_every_shape_carriers_print(string printed, int? minutes) =>
        Assert.Equal(minutes is { } known ? Offset.FromSeconds(known * 60) : null, Clocks.Offset(printed));

    [Theory]
    [InlineData("2026-11-22T13:58:00-05:00", "2026-11-22 13:58 -05", "2026-11-22T13:58:00")]
    [InlineData("2026-11-22T13:58:00.123Z", "2026-11-22 13:58 +00", "2026-11-22T13:58:00")]
    [InlineData("2026-11-22 13:58", "2026-11-22 13:58 ?", "2026-11-22T13:58:00")]
    [InlineData("2026/1/2 3:04:05", "2026-01-02 03:04 ?", "2026-01-02T03:04:05")]
    [InlineData("20261122135800", "2026-11-22 13:58 ?", "2026-11-22T13:58:00")]
    [InlineData("20261122", "2026-11-22", "2026-11-22")]
    [InlineData("2026-11-22", "2026-11-22", "2026-11-22")]
    [InlineData("2026-11-22T24:00:00", "2026-11-23 00:00 ?", "2026-11-23T00:00:00")]
    public void A_stated_clock_is_read(string printed, string time, string wallClock)
    {
        var read = Clocks.Stated(printed);
        Assert.Equal((printed, wallClock, time), (read.Printed, read.WallClock, read.Time.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("yesterday")]
    [InlineData("2026-13-01T00:00:00")]
    [InlineData("2026-02-30")]
    [InlineData("2026-02-28T25:00:00")]
    [InlineData("0000-00-00T00:00:00")]
    [InlineData("9999999999999")]
    [InlineData("2026-11-22T13:58:00+99:00")]
    public void A_clock_that_cannot_be_read_gives_no_time_and_keeps_its_words(string? printed)
    {
        var read = Clocks.Stated(printed);
        Assert.Null(read.Time);
        Assert.Equal(printed ?? "", read.WallClock);
    }

    [Fact]
    public void An_offset_in_a_field_of_its_own_is_stated_and_printed_beside()
    {
        var read = Clocks.Stated("2026-11-22T13:58:00", "-420");
        Assert.Equal("2026-11-22T13:58:00 -420", read.Printed);
        Assert.Equal("2026-11-22 13:58 -07", read.Time.ToString());
    }

    [Fact]
    public void A_country_earns_an_offset_only_where_its_zones_agree()
    {
        Assert.Equal(TimeBasis.Place, Clocks.OfPlace("2026-07-01T12:00:00", "nl").Time!.Value.Basis);
        Assert.Equal(Offset.FromHours(2), Clocks.OfPlace("2026-07-01T12:00:00", "DE").Time!.Value.Offset);
        Assert.Equal(TimeBasis.Unknown, Clocks.OfPlace("2026-07-01T12:00:00", "US").Time!.Value.Basis);
        Assert.Equal(Offset.FromHours(8), Clocks.OfPlace("2026-07-01T12:00:00", "CN").Time!.Value.Offset);
        Assert.Null(Clocks.OfPlace("2026-07-01T12:00:00", "XX").Time!.Value.Offset);
        Assert.Equal(Offset.FromHours(9), Clocks.OfPlace("2026-07-01T12:00:00Z", "Japan").Time!.Value.Offset);
    }

    [Fact]
    public void Midnight_is_a_day_only_where_the_carriers_policy_says_so()
    {
        var read = Clocks.Stated("2024-08-15T00:00:00-06:00");
        Assert.Equal(TimeBasis.Stated, read.Time!.Value.Basis);
        Assert.Equal(TimeBasis.DateOnly, read.MidnightIsDay().Time!.Value.Basis);
        Assert.Equal("2024-08-15T00:00:00", read.MidnightIsDay().WallClock);
        Assert.Equal(TimeBasis.Stated, Clocks.Stated("2024-08-15T00:00:01-06:00").MidnightIsDay().Time!.Value.Basis);
    }

    [Fact]
    public void A_carriers_zone_overrules_the_offset_it_prints() =>
        Assert.Equal(Offset.FromHours(-3), Clocks.OfCarrier("2026-07-01T12:00:00Z", DateTimeZoneProviders.Tzdb["America/Sao_Paulo"]).Time!.Value.Offset);
}
