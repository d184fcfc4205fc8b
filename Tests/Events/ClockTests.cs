using CsCheck;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Events;

public sealed class ClockTests
{
    [Theory]
    [InlineData("CN", null, "2026-11-22T13:58", "2026-11-22 13:58 +08")]
    [InlineData("US", "MEMPHIS, TN 38118", "2026-11-22T13:58", "2026-11-22 13:58 -06")]
    [InlineData("US", "KNOXVILLE, TN 37914", "2026-11-22T13:58", "2026-11-22 13:58 -05")]
    [InlineData("US", "HERNANDO, FL 34442", "2026-07-22T13:58", "2026-07-22 13:58 -04")]
    [InlineData("US", "Phoenix, AZ", "2026-07-22T13:58", "2026-07-22 13:58 -07")]
    [InlineData("US", "El Paso, TX", "2026-11-22T13:58", "2026-11-22 13:58 -07")]
    [InlineData("US", "Honolulu, HI", "2026-11-22T13:58", "2026-11-22 13:58 -10")]
    [InlineData("US", "Anchorage, AK", "2026-11-22T13:58", "2026-11-22 13:58 -09")]
    [InlineData("CA", "VANCOUVER, BC", "2025-11-22T13:58", "2025-11-22 13:58 -08")]
    [InlineData("CA", "Montréal, Québec", "2026-11-22T13:58", "2026-11-22 13:58 -05")]
    [InlineData("CA", "ST JOHNS, NL", "2026-11-22T13:58", "2026-11-22 13:58 -03:30")]
    [InlineData("AU", "PERTH, WA", "2026-11-22T13:58", "2026-11-22 13:58 +08")]
    [InlineData("AU", "BRISBANE QLD", "2026-11-22T13:58", "2026-11-22 13:58 +10")]
    [InlineData("US", "ISC NEW YORK NY(USPS)", "2026-11-22T13:58", "2026-11-22 13:58 -05")]
    [InlineData("AU", "BRISBANE, QLD", "2026-11-22T13:58", "2026-11-22 13:58 +10")]
    [InlineData("AU", "Adelaide", "2026-11-22T13:58", "2026-11-22 13:58 +10:30")]
    [InlineData("BR", "CURITIBA, PR", "2026-11-22T13:58", "2026-11-22 13:58 -03")]
    [InlineData("BR", "Manaus / AM", "2026-11-22T13:58", "2026-11-22 13:58 -04")]
    [InlineData("BR", "São Paulo, SP", "2026-11-22T13:58", "2026-11-22 13:58 -03")]
    [InlineData("BR", "Brasília, DF", "2026-11-22T13:58", "2026-11-22 13:58 -03")]
    [InlineData("RU", "Vladivostok", "2026-11-22T13:58", "2026-11-22 13:58 +10")]
    [InlineData("RU", "Moscow", "2026-11-22T13:58", "2026-11-22 13:58 +03")]
    [InlineData("RU", "Novosibirsk Oblast", "2026-11-22T13:58", "2026-11-22 13:58 +07")]
    [InlineData("MX", "Tijuana, Baja California", "2026-11-22T13:58", "2026-11-22 13:58 -08")]
    [InlineData("MX", "Cancún, ROO", "2026-11-22T13:58", "2026-11-22 13:58 -05")]
    [InlineData("ID", "Denpasar, Bali", "2026-11-22T13:58", "2026-11-22 13:58 +08")]
    [InlineData("ID", "Jawa Barat", "2026-11-22T13:58", "2026-11-22 13:58 +07")]
    [InlineData("ES", "Las Palmas de Gran Canaria", "2026-11-22T13:58", "2026-11-22 13:58 +00")]
    [InlineData("PT", "Ponta Delgada", "2026-11-22T13:58", "2026-11-22 13:58 -01")]
    public void A_zone_is_earned_from_the_country_or_the_state_and_city_in_it(string country, string? text, string clock, string expected) =>
        Assert.Equal(expected, (PlaceZones.FindTime(new() { Text = text ?? country, Country = country }, Local(clock)) ?? EventTime.Unplaced(Local(clock))).ToString());

    [Theory]
    [InlineData("US", "Springfield")]
    [InlineData("US", "Washington")]
    [InlineData("US", "LA")]
    [InlineData("US", "UNITED STATES")]
    [InlineData("US", "TN")]
    [InlineData("US", "SHIPPING CO")]
    [InlineData("AU", "International Mail Centre")]
    [InlineData(null, "Memphis, TN")]
    [InlineData("ZZ", "Memphis, TN")]
    [InlineData("US", "\uD800, \uDC00 TN")]
    public void A_place_that_can_be_in_two_zones_earns_none(string? country, string text) =>
        Assert.Null(PlaceZones.FindTime(new() { Text = text, Country = country }, Local("2026-11-22T13:58")));

    [Fact]
    public void A_state_alone_of_which_nearly_all_shares_a_zone_is_assumed_and_its_odd_town_is_not()
    {
        var oregon = new Place { Text = "OR", Country = "US", Region = "OR" };
        Assert.Equal("2026-11-22 13:58 -08~", PlaceZones.FindTime(oregon, Local("2026-11-22T13:58")).ToString());
        Assert.Equal("2026-11-22 13:58 -07", PlaceZones.FindTime(oregon with { Text = "ONTARIO, OR", City = "ONTARIO" }, Local("2026-11-22T13:58")).ToString());
    }

    [Theory]
    [InlineData("US", "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY")]
    [InlineData("CA", "AB BC MB NB NL NS NT NU ON PE QC SK YT")]
    [InlineData("AU", "ACT NSW NT QLD SA TAS VIC WA")]
    [InlineData("BR", "AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO")]
    [InlineData("MX", "AGU BCN BCS CAM CHP CHH COA COL DUR GUA GRO HID JAL MIC MOR NAY NLE OAX PUE ROO SLP SIN SON TAB TAM TLA VER YUC ZAC")]
    [InlineData("ID", "AC BA BB BT BE GO JK JA JB JT JI KB KS KT KI KU KR LA MA MU NB NT PA PB RI SR ST SG SA SB SS SU YO")]
    public void Every_state_is_known_by_its_code(string country, string codes)
    {
        Assert.All(codes.Split(' '), code => Assert.NotEmpty(PlaceZones.ZonesOf(country, code)));
        Assert.Empty(PlaceZones.ZonesOf(country, "QQ"));
    }

    [Fact]
    public void An_hour_that_the_clocks_skipped_is_reckoned_forward_and_marked()
    {
        var time = PlaceZones.FindTime(new() { Text = "Memphis, TN", Country = "US" }, Local("2026-03-08T02:30"))!.Value;
        Assert.Equal((ClockChange.Skipped, "2026-03-08T08:30:00Z"), (time.Change!.Value, time.Instant.ToString()));
        Assert.Equal("2026-03-08 02:30 -06 skipped", time.ToString());
    }

    [Fact]
    public void An_hour_that_the_clocks_repeated_is_taken_the_first_time_and_marked()
    {
        var time = PlaceZones.FindTime(new() { Text = "Memphis, TN", Country = "US" }, Local("2026-11-01T01:30"))!.Value;
        Assert.Equal((ClockChange.Repeated, "2026-11-01T06:30:00Z"), (time.Change!.Value, time.Instant.ToString()));
    }

    [Fact]
    public void No_zone_of_the_world_turns_two_wall_clocks_round_but_in_a_repeated_hour() =>
        Gen.Select(Gen.Int[0, 20_000_000], Gen.Int[1, 300], Gen.Int[0, DateTimeZoneProviders.Tzdb.Ids.Count - 1]).Sample((minute, later, zone) =>
        {
            var at = new LocalDateTime(1990, 1, 1, 0, 0).PlusMinutes(minute);
            var there = DateTimeZoneProviders.Tzdb[DateTimeZoneProviders.Tzdb.Ids[zone]];
            var (one, two) = (EventTime.InZone(at, there, TimeBasis.Place), EventTime.InZone(at.PlusMinutes(later), there, TimeBasis.Place));
            Assert.True(one.Instant <= two.Instant || one.Change is not null || two.Change is not null);
        }, iter: 20_000);

    private static LocalDateTime Local(string text) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value;
}
