using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Lanes;

public sealed class LaneStoreTests : IAsyncLifetime
{
    private static readonly Stretch Door = new(Phase.Accepted, Until.Delivery, JourneyKind.Domestic);
    private static readonly LaneKey Lane = new("usps", "US", "US", "");
    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();
    private TestDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestPostgres.CreateDatabaseAsync(Cancel);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static string Clock(Instant at) => InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(at) + " +00:00";

    private static Timeline Journey(Duration accepted, Duration? delivered)
    {
        var history = new History("US", "US").Leg("usps").Says(Clock(Now - accepted), Milestone.Accepted, "US");
        return (delivered is { } came ? history.Says(Clock(Now - came), Milestone.Delivered, "US") : history).Timeline();
    }

    /// <summary>Parcels registered when they were handed over, each with a settled timeline.</summary>
    private async Task<long[]> Store(IReadOnlyList<(Timeline Timeline, Duration Ago)> parcels)
    {
        await using var command = _database.DataSource.CreateCommand("""
            with given as (select * from unnest(@documents, @ago) with ordinality as g(document, ago, place)),
            made as (insert into tracking.parcel (origin_country, destination_country, registered_at) select 'US', 'US', ago from given order by place returning id),
            placed as (select id, row_number() over (order by id) as place from made)
            insert into tracking.timeline (parcel_id, version, hash, kind, settled_at, last_news_at, document)
            select p.id, nextval('tracking.version_seq'), p.id::text, 'Domestic', now(), now(), g.document::jsonb from placed p join given g using (place) returning parcel_id
            """);
        command.Parameters.AddWithValue("documents", parcels.Select(one => JsonSerializer.Serialize(one.Timeline, TrackingJson.Options)).ToArray());
        command.Parameters.AddWithValue("ago", parcels.Select(one => Now - one.Ago).ToArray());
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var ids = new List<long>();
        while (await reader.ReadAsync(Cancel))
            ids.Add(reader.GetInt64(0));
        return [.. ids.Order()];
    }

    private Task<long[]> StoreUsual() => Store([.. Enumerable.Range(0, 300).Select(i =>
    {
        var accepted = Duration.FromHours(24 * 30 + i * 3);
        return (Journey(accepted, accepted - Duration.FromDays(4 + i % 5)), accepted);
    })]);

    [Fact]
    public async Task A_night_learns_from_stored_timelines_and_an_estimate_appears_with_its_hit_rate_but_not_before()
    {
        await StoreUsual();
        var going = await Store([(Journey(Duration.FromDays(2), null), Duration.FromDays(2))]);
        var before = (await new ParcelStore(_database.DataSource).FindAsync(going[0], Cancel))!;
        Assert.Equal((null, NoEta.TooFew, null), (before.Eta, before.NoEta, before.Usual));

        Assert.Equal(301, await new LaneStore(_database.DataSource).LearnAsync(Cancel));

        var (learned, nobody) = ((await new LaneStore(_database.DataSource).CurrentAsync(Cancel)).Rhythms, new RhythmKey("nobody", "XX", Phase.Label));
        Assert.Equal(300, learned.Heard[new("usps", "US", Phase.Accepted)].Sum());
        Assert.Equal(0.5, learned.Of(nobody).Before(12), 6);
        var curve = (await new LaneStore(_database.DataSource).CurrentAsync(Cancel)).Find(Door, Lane)!;
        Assert.InRange(curve.Parcels, 200, 300);
        Assert.InRange(curve.Quantile(0.5), 3.2, 5.5);
        var after = (await new ParcelStore(_database.DataSource).FindAsync(going[0], Cancel))!;
        var (eta, usual) = (after.Eta!, after.Usual!);
        Assert.Equal((0.9, null, 0.9), (eta.Chance, after.NoEta, usual.Chance));
        var accepted = (Now - Duration.FromDays(2)).InUtc().Date;
        // All came within nine days, nine tenths of them within eight; the page says "fewer than" and counts whole days.
        Assert.InRange(Period.DaysBetween(accepted, usual.By), 7, 13);
        Assert.Equal(Period.DaysBetween(accepted, usual.By) + 1, usual.Days);
        Assert.InRange(Period.DaysBetween(accepted, eta.From), 2, 5);
        Assert.InRange(Period.DaysBetween(accepted, eta.To), 7, 13);
    }

    [Fact]
    public async Task A_night_counts_each_carriers_parcels_by_lane_and_month_and_a_second_one_counts_none_twice()
    {
        var accepted = Duration.FromDays(20);
        var parcels = await Store([.. Enumerable.Range(0, 12).Select(i => (Journey(accepted, i < 9 ? accepted - Duration.FromDays(4) : null), accepted))]);
        await using (var command = _database.DataSource.CreateCommand("update tracking.parcel set promised_by = (now() - interval '17 days')::date where id = any($1)"))
        {
            command.Parameters.Add(new() { Value = parcels });
            await command.ExecuteNonQueryAsync(Cancel);
        }
        await using (var command = _database.DataSource.CreateCommand("insert into tracking.finding (parcel_id, kind, subject, severity, since, opened_at, cleared_at, document) values ($1, 'LostAtDestination', '', 'Critical', now(), now(), now(), '{}')"))
        {
            command.Parameters.Add(new() { Value = parcels[0] });
            await command.ExecuteNonQueryAsync(Cancel);
        }
        for (var night = 0; night < 2; night++)
        {
            await new LaneStore(_database.DataSource).LearnAsync(Cancel);
            var months = new LaneMonthStore(_database.DataSource);
            Assert.Equal(("US", "US", 12L), Assert.Single(await months.LanesAsync(Cancel)));
            var row = Assert.Single(await months.ListAsync(("US", "US"), null, Cancel));
            var day = (Now - accepted).InUtc().Date;
            Assert.Equal(("usps", new LocalDate(day.Year, day.Month, 1)), (row.Carrier, row.Month));
            // Promised for three days after the hand-over: nine came on the fourth, three have not come.
            Assert.Equal((12, 1, 12, 0, 9), (row.Counted.Parcels, row.Counted.Exceptions, row.Counted.Judged, row.Counted.InTime, row.Counted.Delivered[4]));
            Assert.Equal(12, row.Counted.LateBy(night == 0 ? Lateness.Unknown : Lateness.Seller) + row.Counted.LateBy(Lateness.Carrier));
            Assert.Empty(await months.ListAsync(("CN", "US"), null, Cancel));
        }
    }

    [Fact]
    public async Task Forecasts_of_the_night_after_the_hand_over_are_closed_by_the_delivery_and_counted()
    {
        await StoreUsual();
        var lanes = new LaneStore(_database.DataSource);
        await lanes.LearnAsync(Cancel);
        var ids = await Store([.. Enumerable.Repeat((Journey(Duration.FromHours(20), null), Duration.FromHours(20)), 2)]);
        await lanes.LearnAsync(Cancel);
        Assert.Equal(new LaneReliability(0, 0, 0, 0, 2), await lanes.ReliabilityAsync(Cancel));
        await using (var command = _database.DataSource.CreateCommand("update tracking.timeline set document = @document::jsonb where parcel_id = @id"))
        {
            command.Parameters.AddWithValue("id", ids[0]);
            command.Parameters.AddWithValue("document", JsonSerializer.Serialize(Journey(Duration.FromHours(20), -Duration.FromDays(40)), TrackingJson.Options));
            await command.ExecuteNonQueryAsync(Cancel);
        }
        await lanes.LearnAsync(Cancel);
        Assert.Equal(new LaneReliability(1, 0, 0, 1, 1), await lanes.ReliabilityAsync(Cancel));
    }

    [Fact]
    public async Task A_chance_of_loss_is_told_of_silent_parcels_and_judged_when_they_move_are_said_to_be_lost_or_stay_silent_for_ninety_days()
    {
        await StoreUsual();
        var lanes = new LaneStore(_database.DataSource);
        await lanes.LearnAsync(Cancel);
        var ids = await Store([.. Enumerable.Repeat((Journey(Duration.FromDays(14.5), null), Duration.FromDays(15)), 3)]);
        var seven = await Store([(Journey(Duration.FromDays(7.5), null), Duration.FromDays(8)), (Journey(Duration.FromDays(10), null), Duration.FromDays(10))]);
        await lanes.LearnAsync(Cancel);
        Assert.Equal((0, 4L), ((await lanes.LossAsync(Cancel)).Bins.Count, (await lanes.LossAsync(Cancel)).Open));
        await using (var change = _database.DataSource.CreateCommand("""
            update tracking.timeline set document = @moved::jsonb where parcel_id = @first;
            update tracking.timeline set document = @lost::jsonb where parcel_id = @second;
            update tracking.loss_forecast set since = since - interval '90 days' where parcel_id = @third;
            update tracking.timeline set document = @old::jsonb where parcel_id = @third
            """))
        {
            change.Parameters.AddWithValue("moved", Document(Silent(14.5).Says(Clock(Now - Duration.FromDays(1)), Milestone.ArrivedSorting, "US")));
            change.Parameters.AddWithValue("lost", Document(Silent(14.5).Says(Clock(Now - Duration.FromDays(1)), Milestone.Lost)));
            change.Parameters.AddWithValue("old", Document(Silent(14.5 + 90)));
            change.Parameters.AddWithValue("first", ids[0]);
            change.Parameters.AddWithValue("second", ids[1]);
            change.Parameters.AddWithValue("third", ids[2]);
            await change.ExecuteNonQueryAsync(Cancel);
        }
        await lanes.LearnAsync(Cancel);
        var (bins, open) = await lanes.LossAsync(Cancel);
        Assert.Equal((1L, 3L, 2L), (open, bins.Sum(bin => bin.Forecasts), bins.Sum(bin => bin.Lost)));
        Assert.All(bins, bin => Assert.InRange(bin.Told, bin.Tenth / 10.0, bin.Tenth / 10.0 + 0.1));
        Assert.Equal(7, await Scalar<int>($"select days from tracking.loss_forecast where parcel_id = {seven[0]}"));

        static History Silent(double days) => new History("US", "US").Leg("usps").Says(Clock(Now - Duration.FromDays(days)), Milestone.Accepted, "US");

        static string Document(History history) => JsonSerializer.Serialize(history.Timeline(), TrackingJson.Options);
    }

    [Fact]
    public async Task Ranges_that_hold_too_often_are_read_with_less_caution_the_next_day()
    {
        await StoreUsual();
        var lanes = new LaneStore(_database.DataSource);
        await lanes.LearnAsync(Cancel);
        Assert.Equal(0.95, (await lanes.CurrentAsync(Cancel)).Levels.High90, 9);
        await using (var change = _database.DataSource.CreateCommand("""
            insert into tracking.lane_forecast (parcel_id, version, low90, low80, high80, high90)
            select id, 1, date '2020-01-01', date '2020-01-01', current_date - 1, current_date - 1 from tracking.parcel;
            update tracking.lane_norms set learned_at = learned_at - interval '1 day'
            """))
            await change.ExecuteNonQueryAsync(Cancel);
        var next = new LaneStore(_database.DataSource);
        await next.LearnAsync(Cancel);
        var levels = (await next.CurrentAsync(Cancel)).Levels;
        Assert.True(levels.High90 < 0.95 && levels.High80 < 0.9, levels.ToString());
        Assert.Equal(0.05, levels.Low90, 9);
    }

    private async Task<T> Scalar<T>(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    [Fact]
    public async Task Learning_twice_comes_to_the_same_under_a_newer_version()
    {
        await StoreUsual();
        var lanes = new LaneStore(_database.DataSource);
        await lanes.LearnAsync(Cancel);
        var (first, version, _) = await lanes.VersionAsync(Cancel);
        await lanes.LearnAsync(Cancel);
        var (second, newer, _) = await lanes.VersionAsync(Cancel);
        Assert.True(newer > version);
        Assert.Equal(first.Find(Door, Lane)!.Quantile(0.9), second.Find(Door, Lane)!.Quantile(0.9), 3);
    }

    [Fact]
    public void A_timeline_is_watched_from_its_registration_until_it_was_last_heard_of_and_a_phase_nobody_reports_is_skipped()
    {
        var timeline = new History("CN", "BR").Leg("cainiao")
            .Says("2026-11-02 08:00 +00:00", Milestone.Accepted, "CN")
            .Says("2026-11-09 08:00 +00:00", Milestone.ArrivedInwardOffice, "BR")
            .Says("2026-11-12 08:00 +00:00", Milestone.OutForDelivery, "BR").Timeline();
        var spells = Watched.Spells(timeline, new(2026, 11, 3, 0, 0), new(2026, 11, 14, 0, 0))
            .Select(spell => $"{spell.Stretch.From} {spell.Stretch.To} {spell.Since:MM-dd HH}..{spell.Until:MM-dd HH} {spell.End}");
        Assert.Equal(
        [
            "Accepted NextPhase 11-03 00..11-09 08 Moved", "Accepted Delivery 11-03 00..11-14 00 Waiting",
            "Arrived NextPhase 11-09 08..11-12 08 Moved", "Arrived Delivery 11-09 08..11-14 00 Waiting",
            "OutForDelivery NextPhase 11-12 08..11-14 00 Waiting", "OutForDelivery Delivery 11-12 08..11-14 00 Waiting",
            "Accepted NextScan 11-03 00..11-09 08 Moved", "Arrived NextScan 11-09 08..11-12 08 Moved", "OutForDelivery NextScan 11-12 08..11-14 00 Waiting",
        ], spells);
    }

    [Fact]
    public void A_return_ends_the_wait_as_a_return()
    {
        var timeline = new History("CN", "BR").Leg("cainiao")
            .Says("2026-11-02 08:00 +00:00", Milestone.Accepted, "CN")
            .Says("2026-11-09 08:00 +00:00", Milestone.Returning, "BR").Timeline();
        Assert.All(Watched.Spells(timeline, new(2026, 11, 1, 0, 0), new(2026, 11, 14, 0, 0)), spell => Assert.Equal((SpellEnd.Returned, 9), (spell.End, spell.Until.Day)));
    }

    [Fact]
    public void The_page_says_when_a_range_holds_less_than_it_should()
    {
        var held = LanesView.Reliability(new(1000, 801, 820, 100, 5));
        Assert.Equal(["as it should", "holds less than it should"], held.Select(range => range.Verdict));
        Assert.Equal("nothing came yet", LanesView.Reliability(new(0, 0, 0, 0, 5))[0].Verdict);
        Assert.Equal(["as told", "more were lost than told", "fewer were lost than told"],
            LanesView.Losses([new(0, 1000, 0.02, 22), new(1, 1000, 0.15, 300), new(9, 1000, 0.95, 900)]).Select(row => row.Verdict));
    }
}
