using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Tests.Cases;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Jobs;

/// <summary>What time alone changes.</summary>
public sealed class UpkeepTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snooze_ends_at_its_hour_and_the_history_says_so()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var clock = new FakeTimeProvider(GivenCases.Now.ToDateTimeOffset());
        var until = GivenCases.Now + Duration.FromHours(2);
        var (_, free) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "SNOOZE01", Cancel, state: "Snoozed", snoozedUntil: until);
        var (_, held) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "SNOOZE02", Cancel, assignee: "mara@example.test", state: "Snoozed", snoozedUntil: until);
        var (_, longer) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "SNOOZE03", Cancel, state: "Snoozed", snoozedUntil: until + Duration.FromSeconds(1));
        var upkeep = new UpkeepStore(database.DataSource, clock);

        clock.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(0, await upkeep.EndSnoozesAsync(Cancel));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await upkeep.EndSnoozesAsync(Cancel));
        Assert.Equal(0, await upkeep.EndSnoozesAsync(Cancel));

        Assert.Equal(["Open", "Acknowledged", "Snoozed"], [await StateAsync(database, free), await StateAsync(database, held), await StateAsync(database, longer)]);
        Assert.Equal(2L, await ScalarAsync<long>(database, "select count(*) from tracking.case_act where by = 'rules' and act = 'woke'"));
    }

    [Fact]
    public async Task A_case_is_due_after_the_business_hours_of_its_kind_and_tier_and_one_that_is_not_closed_by_then_escalates_once()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        // GivenCases.Now is Sunday noon; the team works from nine to six, and Monday is a holiday.
        var clock = new FakeTimeProvider(GivenCases.Now.ToDateTimeOffset());
        var store = new DeadlineStore(database.DataSource, clock);
        var teams = new TeamStore(database.DataSource);
        var team = Assert.Single(await teams.ListAsync(Cancel));
        Assert.Null(await teams.SaveAsync(team, team with { Zone = "Europe/Berlin", Holidays = new Dictionary<LocalDate, string> { [new(2026, 11, 23)] = "Founders' day" } }, "boss@example.test", Cancel));
        Assert.Null(await teams.SaveSlasAsync([], [new(nameof(FindingKind.Stalled), "", 10)], "boss@example.test", Cancel));
        var (_, stalled) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "DUE00001", Cancel, assignee: "mara@example.test");
        var (_, address) = await GivenCases.AddAsync(database.DataSource, FindingKind.AddressProblem, Severity.Warning, 1000, "DUE00002", Cancel);
        var (_, asleep) = await GivenCases.AddAsync(database.DataSource, FindingKind.AddressProblem, Severity.Warning, 1000, "DUE00003", Cancel, state: "Snoozed", snoozedUntil: GivenCases.Now + Duration.FromDays(9));
        var deadlines = new Deadlines(store, teams);
        await deadlines.WatchAsync(Cancel);
        Assert.Equal("2026-11-25 10:00", await DueAsync(stalled));
        Assert.Equal("2026-11-24 13:00", await DueAsync(address));

        clock.Advance(TimeSpan.FromHours(48));
        await deadlines.WatchAsync(Cancel);
        await deadlines.WatchAsync(Cancel);
        Assert.Equal([address], await EscalatedAsync());
        clock.Advance(TimeSpan.FromHours(24));
        await deadlines.WatchAsync(Cancel);
        Assert.Equal([stalled, address], await EscalatedAsync());
        Assert.Equal("escalated: it was due at 2026-11-25 09:00 UTC", Assert.Single(await new CaseStore(database.DataSource, clock).ListForAsync("mara@example.test", Cancel)) is var told ? $"{told.Act}: {told.Note}" : "");
        Assert.Equal(0L, await ScalarAsync<long>(database, $"select count(*) from tracking.case_act where case_id = {asleep}"));

        Task<string> DueAsync(long id) => ScalarAsync<string>(database, $"select to_char(due_at at time zone 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') from tracking.work_case where id = {id}");
        Task<long[]> EscalatedAsync() => ScalarAsync<long[]>(database, "select array_agg(case_id order by case_id) from tracking.case_act where act = 'escalated'");
    }

    [Fact]
    public async Task Wires_go_with_their_month_when_they_are_old_and_what_was_said_stays()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", "568838414941", "US", Cancel);
        await pipeline.Wires.AppendPushesAsync([pipeline.FedexPush("568838414941", new FedexScan(new LocalDateTime(2026, 11, 20, 10, 0).WithOffset(Offset.FromHours(-5)), "PU", "Picked up", "MEMPHIS", "US"))], Cancel);
        await pipeline.DrainAsync(Cancel);
        // A partition whose month is over, one whose month is not, and what came before there were partitions.
        await ExecuteAsync(pipeline.Database, """
            do $$ declare old timestamptz := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - interval '15 months';
            begin
              execute format('create table tracking.wire_old partition of tracking.wire for values from (%L) to (%L)', old, old + interval '1 month');
              insert into tracking.wire (received_at, carrier, kind, trust, body) values (old + interval '3 days', 'fedex', 'Poll', 'Evidence', 'in a month that is over');
              insert into tracking.wire (received_at, carrier, kind, trust, body) values (now() - interval '3 years', 'fedex', 'Poll', 'Evidence', 'before there were months');
              insert into tracking.wire (received_at, carrier, kind, trust, body) values (now() - interval '399 days', 'fedex', 'Poll', 'Evidence', 'still young enough');
            end $$
            """);
        Assert.Equal(4L, await pipeline.ScalarAsync<long>("select count(*) from tracking.wire", Cancel));

        await new UpkeepStore(pipeline.Database.DataSource, TimeProvider.System).PruneAsync(Duration.FromDays(400), Duration.FromDays(90), Cancel);

        Assert.Equal(2L, await pipeline.ScalarAsync<long>("select count(*) from tracking.wire", Cancel));
        Assert.True(await pipeline.ScalarAsync<bool>("select to_regclass('tracking.wire_old') is null", Cancel));
        Assert.Single((await pipeline.TimelineAsync(parcel, Cancel)).Lines);
        // The months to come have partitions, so that nothing new lands among what is old.
        Assert.True(await pipeline.ScalarAsync<bool>("select to_regclass('tracking.wire_' || to_char((now() at time zone 'UTC') + interval '1 month', 'YYYYMM')) is not null", Cancel));
    }

    [Theory]
    [InlineData("Delivered", 91, true)]
    [InlineData("Delivered", 89, false)]
    [InlineData("InTransit", 200, false)]
    public async Task A_buyers_data_go_ninety_days_after_the_delivery_and_not_before(string stage, int days, bool gone)
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var (parcel, _) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "BUYER001", Cancel);
        await ExecuteAsync(database, $"""
            update tracking.purchase set buyer_email = 'buyer@example.test', buyer_name = 'A Sample', phone_tail = '0000', destination_postcode = '1000';
            update tracking.parcel set phone_tail = '0000', destination_postcode = '1000';
            insert into tracking.timeline (parcel_id, version, hash, stage, kind, last_news_at, settled_at, document)
            values ({parcel}, 1, '', '{stage}', 'Domestic', now() - interval '{days} days', now(), '{"{}"}')
            """);
        await new UpkeepStore(database.DataSource, TimeProvider.System).PruneAsync(Duration.FromDays(400), Duration.FromDays(90), Cancel);
        Assert.Equal(gone ? 0L : 1L, await ScalarAsync<long>(database,
            "select count(*) from tracking.purchase where buyer_email is not null and buyer_name is not null and buyer_email_key is not null and phone_tail is not null and destination_postcode is not null"));
        Assert.Equal(gone, await ScalarAsync<bool>(database,
            "select buyer_email is null and buyer_name is null and buyer_email_key is null and phone_tail is null and destination_postcode is null from tracking.purchase"));
        Assert.Equal(gone, await ScalarAsync<bool>(database, "select phone_tail is null and destination_postcode is null from tracking.parcel"));
    }

    private static Task<string> StateAsync(TestDatabase database, long id) => ScalarAsync<string>(database, $"select state from tracking.work_case where id = {id}");

    private static async Task<T> ScalarAsync<T>(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
