using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Incidents;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Incidents;

/// <summary>What the watch over all waits promises: one incident for one cause, none for a quiet day, and no more false ones than it says.</summary>
public sealed class IncidentWatchTests
{
    /// <summary>A Tuesday.</summary>
    private static readonly Instant Tuesday = Instant.FromUtc(2026, 11, 10, 0, 0);

    [Fact]
    public void A_strike_at_one_place_is_one_incident_and_ends_when_scans_come_again() => Assert.Equal(
        ["+ FacilityStuck alpha|DE|GATE DE", "- FacilityStuck alpha|DE|GATE DE: scans come again"],
        Story(1, 9, 25, new Trouble(Span(0.2, 6.2), Carrier: "alpha", Place: "GATE DE")));

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void A_strike_that_stops_the_parcels_of_three_carriers_is_one_incident(int seed) => Assert.Equal(
        ["+ FacilityStuck |DE|GATE DE", "- FacilityStuck |DE|GATE DE: scans come again"],
        Named(Story(seed, 9, 12, new Trouble(Span(0.2, 6.2), Place: "GATE DE"))));

    [Fact]
    public void A_country_that_a_carrier_cannot_serve_is_one_incident_and_not_one_for_each_of_its_lanes_and_places() => Assert.Equal(
        ["+ DestinationStuck alpha|FR", "- DestinationStuck alpha|FR: scans come again"],
        Story(3, 9, 25, new Trouble(Span(0.2, 6.2), Carrier: "alpha", Destination: "FR")));

    [Fact]
    public void A_country_that_no_carrier_can_serve_is_one_incident() => Assert.Equal(
        ["+ DestinationStuck |FR", "- DestinationStuck |FR: scans come again"],
        Named(Story(34, 9, 25, new Trouble(Span(0.2, 6.2), Destination: "FR"))));

    [Theory]
    [InlineData(4)]
    [InlineData(42)]
    public void A_dead_feed_is_one_incident_of_the_feed_and_no_parcel_is_stuck_by_it_neither_while_it_lasts_nor_when_all_is_told_at_once(int seed) => Assert.Equal(
        ["+ DeadFeed beta", "- DeadFeed beta: the carrier has news again"],
        Story(seed, 8, 25, new Trouble(Span(0.2, 3.2), Feed: "beta")).Where(line => !line.Contains(" alpha|", StringComparison.Ordinal) && !line.Contains(" gamma|", StringComparison.Ordinal)));

    [Theory]
    [InlineData(51)]
    [InlineData(52)]
    public void A_strike_and_a_dead_feed_at_once_are_two_incidents(int seed)
    {
        var story = Named(Story(seed, 9, 16, new Trouble(Span(0.2, 6.2), Place: "GATE DE"), new Trouble(Span(0.7, 3.2), Feed: "beta"))).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["+ DeadFeed beta", "+ FacilityStuck |DE|GATE DE", "- DeadFeed beta: the carrier has news again", "- FacilityStuck |DE|GATE DE: scans come again"], story);
    }

    [Fact]
    public void A_quiet_Sunday_and_Christmas_are_no_incident() =>
        Assert.Empty(new WaitingWorld(7, Instant.FromUtc(2026, 12, 31, 0, 0), parcelsADay: 25).Watch(Instant.FromUtc(2026, 12, 19, 12, 0), Instant.FromUtc(2026, 12, 28, 12, 0), 12));

    [Fact]
    public void Ordinary_weeks_bring_no_more_false_incidents_than_promised()
    {
        const int Worlds = 8, Days = 21;
        var told = Enumerable.Range(100, Worlds).SelectMany(seed =>
            new WaitingWorld(seed, Tuesday + Duration.FromDays(Days)).Watch(Tuesday, Tuesday + Duration.FromDays(Days), 21)).Count(line => line.Contains(" + "));
        Assert.InRange(told, 0, (int)(Worlds * Days / 30.0 * IncidentWatch.FalseAMonth));
    }

    [Fact]
    public void While_nobody_asked_a_carrier_its_silence_is_ours()
    {
        var (world, now) = (new WaitingWorld(4, Tuesday + Duration.FromDays(4), parcelsADay: 25, troubles: [new(Span(0.2, 4), Feed: "beta")]), Tuesday + Duration.FromDays(2));
        FeedHours Asked(Instant until) => new(
            Enumerable.Range(0, 24 * 35).Select(hour => Tuesday - Duration.FromDays(33) + Duration.FromHours(hour)).Where(hour => hour < until).ToDictionary(hour => hour, _ => (5, 0)),
            Tuesday - Duration.FromDays(33), []);
        Assert.Equal("DeadFeed beta", Assert.Single(IncidentWatch.Look(world.Seen(now, feeds: new Dictionary<string, FeedHours> { ["beta"] = Asked(now) })).Standing).Cohort is var cohort ? $"{cohort.Kind} {cohort.Subject}" : "");
        Assert.Empty(IncidentWatch.Look(world.Seen(now, feeds: new Dictionary<string, FeedHours> { ["beta"] = Asked(Tuesday + Duration.FromHours(5)) })).Standing);
    }

    [Fact]
    public void Where_others_tell_of_a_carriers_parcels_and_it_does_not_its_feed_is_dead()
    {
        var since = Tuesday + Duration.FromHours(5);
        var scene = new WaitingWorld(9, Tuesday + Duration.FromDays(4), parcelsADay: 25).Seen(Tuesday + Duration.FromDays(2));
        var retold = scene with { Waits = [.. scene.Waits.Select(wait => wait.Carrier == "beta" && wait.Ended > since ? wait with { ToldByCarrier = false } : wait)] };
        var dead = Assert.Single(IncidentWatch.Look(retold).Standing);
        Assert.Equal(new Cohort(IncidentKind.DeadFeed, "beta"), dead.Cohort);
        Assert.Matches("^Beta answers, and has had no news of anybody since 2026-11-(09|10) [0-9:]+ UTC, where about [0-9]+ scans are usual. "
            + "Other sources have told of [0-9]+ scans of its parcels meanwhile. That is the feed, not the parcels: the silence of [0-9]+ parcels is not counted until it has news again.$", dead.Sentence);
    }

    [Fact]
    public void Parcels_that_left_together_and_never_arrived_are_a_flight()
    {
        var now = Tuesday + Duration.FromDays(9);
        var scene = new WaitingWorld(11, now, parcelsADay: 25).Seen(now);
        var left = Tuesday + Duration.FromHours(9);
        var lost = Enumerable.Range(0, 40).Select(n => new Wait
        {
            Parcel = 90_000 + n, Carrier = "alpha", Facility = "HUB US", Country = "US", Origin = "US", Destination = "DE", After = Milestone.DepartedOutwardOffice,
            Began = left + Duration.FromMinutes(n), Since = left + Duration.FromMinutes(n), Left = left + Duration.FromMinutes(n),
        });
        var flight = Assert.Single(IncidentWatch.Look(scene with { Waits = [.. scene.Waits, .. lost] }).Standing);
        Assert.Equal(IncidentKind.FlightStuck, flight.Cohort.Kind);
        Assert.StartsWith("alpha|US|HUB US|DE|2026-11-10T", flight.Cohort.Subject);
        Assert.Superset(Enumerable.Range(0, 40).Select(n => 90_000L + n).ToHashSet(), flight.Parcels.ToHashSet());
    }

    [Fact]
    public void A_strike_on_all_carriers_is_told_with_their_names()
    {
        var world = new WaitingWorld(35, Tuesday + Duration.FromDays(3), parcelsADay: 25, troubles: [new(Span(0.2, 6), Place: "GATE DE")]);
        var strike = Assert.Single(IncidentWatch.Look(world.Seen(Tuesday + Duration.FromDays(1.8))).Standing);
        Assert.Equal(new Cohort(IncidentKind.FacilityStuck, "|DE|GATE DE"), strike.Cohort);
        Assert.Matches("^[0-9]+ parcels at GATE DE, DE with (Alpha and Beta|Beta and Alpha) wait: (no scan|[0-9]+ scans?) since [0-9: -]+ UTC, where about [0-9]+ are usual. These carriers tell of their other parcels, so their feeds work.$", strike.Sentence);
    }

    [Theory]
    [InlineData("SAO PAULO", null, "São Paulo", null)]
    [InlineData("SAO PAULO", "Centro de Triagem 7", "SAO  PAULO", "SAO PAULO / SP")]
    [InlineData("HERNANDO", null, null, "Hernando, FL 34442, US")]
    [InlineData("LEIPZIG", null, null, "04435 Leipzig")]
    [InlineData("DE-LEJ", "DE-LEJ", null, "")]
    [InlineData(null, null, null, " 04435 ")]
    public void A_town_is_named_alike_whoever_prints_it(string? town, string? facility, string? city, string? text) =>
        Assert.Equal(town, Waits.TownOf(new Place { Text = text ?? "", City = city, Facility = facility }));

    [Fact]
    public void A_strike_is_told_with_where_how_many_since_when_what_was_usual_and_why_it_is_not_the_feed()
    {
        var world = new WaitingWorld(1, Tuesday + Duration.FromDays(3), parcelsADay: 25, troubles: [new(Span(0.2, 6), Carrier: "alpha", Place: "GATE DE")]);
        var strike = Assert.Single(IncidentWatch.Look(world.Seen(Tuesday + Duration.FromDays(1.8))).Standing);
        Assert.Matches("^[0-9]+ parcels at GATE DE, DE with Alpha wait: (no scan|[0-9]+ scans?) since 2026-11-(09|10) [0-9]{2}:[0-9]{2} UTC, where about [0-9]+ are usual. Alpha tells of its other parcels, so its feed works.$", strike.Sentence);
        Assert.InRange(strike.Chance, 0, 1e-4);
        Assert.InRange(strike.Since, Tuesday - Duration.FromHours(12), Tuesday + Duration.FromHours(16));
        Assert.All(strike.Parcels, parcel => Assert.Contains(world.Seen(Tuesday + Duration.FromDays(1.8)).Waits, wait => wait.Parcel == parcel && wait.Ended is null && wait.Facility == "GATE DE"));
    }

    [Fact]
    public void Pushes_that_stop_while_asking_brings_news_are_told_and_hold_no_parcel()
    {
        var scene = new WaitingWorld(12, Tuesday + Duration.FromDays(4)).Seen(Tuesday + Duration.FromDays(3));
        FeedHours Pushed(Instant until) => new(
            Enumerable.Range(0, 24 * 35).Select(hour => Tuesday - Duration.FromDays(31) + Duration.FromHours(hour)).Where(hour => hour < Tuesday + Duration.FromDays(3))
                .ToDictionary(hour => hour, hour => (5, hour < until && hour.InUtc().DayOfWeek < IsoDayOfWeek.Saturday && hour.InUtc().Hour is > 6 and < 21 ? 6 : 0)),
            Tuesday - Duration.FromDays(31), []);
        Assert.Empty(IncidentWatch.Look(scene with { Feeds = new Dictionary<string, FeedHours> { ["beta"] = Pushed(Instant.MaxValue) } }).Standing);
        var looked = IncidentWatch.Look(scene with { Feeds = new Dictionary<string, FeedHours> { ["beta"] = Pushed(Tuesday + Duration.FromHours(21)) } });
        var stopped = Assert.Single(looked.Standing);
        Assert.Equal(new Cohort(IncidentKind.PushesStopped, "beta"), stopped.Cohort);
        Assert.Empty(stopped.Parcels);
        Assert.Matches("^Beta has pushed nothing since 2026-11-10 21:00 UTC, where about [0-9]+ pushes are usual. Asking it still brings news, only later: no parcel is stuck by this.$", stopped.Sentence);
    }

    [Fact]
    public void A_carrier_whose_first_news_all_came_in_the_last_minutes_is_looked_at_like_any_other()
    {
        var hour = Tuesday + Duration.FromHours(13);
        var now = hour + Duration.FromMinutes(5);
        var scene = new WaitingWorld(12, Tuesday).Seen(Tuesday);
        var fresh = Enumerable.Range(0, 200).Select(n => new Wait { Parcel = 100_000 + n, Carrier = "gamma", After = Milestone.Accepted, Began = hour, Since = hour, Ended = now, ToldByCarrier = true });
        var feed = new FeedHours(new Dictionary<Instant, (int, int)> { [hour] = (1, 200) }, hour, []);
        var looked = IncidentWatch.Look(scene with { Waits = [.. scene.Waits, .. fresh], Now = now, Feeds = new Dictionary<string, FeedHours> { ["gamma"] = feed } });
        Assert.DoesNotContain(looked.Standing, one => one.Cohort.Carrier == "gamma");
    }

    [Fact]
    public void Waits_go_from_one_telling_to_the_next_and_a_history_told_at_once_is_one()
    {
        var timeline = new History("CN", "BR").Leg("cainiao")
            .Says("2026-11-02 08:00 +00:00", Milestone.Accepted, "CN Shenzhen", received: "2026-11-06 10:00")
            .Says("2026-11-03 08:00 +00:00", Milestone.DepartedOutwardOffice, "CN Shenzhen", received: "2026-11-06 10:00")
            .Says("2026-11-09 08:00 +00:00", Milestone.ArrivedInwardOffice, "BR Curitiba", received: "2026-11-09 12:00")
            .Retells("seventeentrack", "2026-11-10 08:00 +00:00", Milestone.OutForDelivery, "BR Curitiba", received: "2026-11-10 09:00").Timeline();
        Assert.Equal(
        [
            "DepartedOutwardOffice CN SHENZHEN 03T08 06T10 09T12 True 03T08", "ArrivedInwardOffice BR CURITIBA 09T12 09T12 10T09 False ", "OutForDelivery BR CURITIBA 10T09 10T09  False ",
        ], Waits.Of(1, timeline).Select(wait => $"{wait.After} {wait.Country} {wait.Facility} {wait.Began:dd'T'HH} {wait.Since:dd'T'HH} {wait.Ended:dd'T'HH} {wait.ToldByCarrier} {wait.Left:dd'T'HH}"));
    }

    [Theory]
    [InlineData(Milestone.Delivered)]
    [InlineData(Milestone.AtPickupPoint)]
    [InlineData(Milestone.Lost)]
    public void After_the_end_and_at_a_pickup_point_no_scan_is_awaited(Milestone last) => Assert.DoesNotContain(
        Waits.Of(1, new History("CN", "BR").Leg("cainiao").Says("2026-11-02 08:00 +00:00", Milestone.Accepted, "CN").Says("2026-11-09 08:00 +00:00", last, "BR").Timeline()), wait => wait.Ended is null);

    private static Interval Span(double fromDay, double toDay) => new(Tuesday + Duration.FromDays(fromDay), Tuesday + Duration.FromDays(toDay));

    /// <summary>What is opened and closed in a world of three carriers with troubles, looked at every half day.</summary>
    private static IEnumerable<string> Story(int seed, int days, int parcelsADay, params Trouble[] troubles) =>
        new WaitingWorld(seed, Tuesday + Duration.FromDays(days), parcelsADay, carriers: ["alpha", "beta", "gamma"], troubles: troubles).Watch(Tuesday - Duration.FromDays(0.5), Tuesday + Duration.FromDays(days), 12)
            .Select(line => line[(line.IndexOf(' ', 11) + 1)..]);

    /// <summary>The same with each incident by the last name that it went by.</summary>
    private static List<string> Named(IEnumerable<string> story)
    {
        var named = new List<string>();
        foreach (var line in story)
        {
            if (line.Split(" > ") is [var was, var now])
                named[named.IndexOf("+" + was[1..])] = "+ " + now;
            else
                named.Add(line);
        }
        return named;
    }
}
