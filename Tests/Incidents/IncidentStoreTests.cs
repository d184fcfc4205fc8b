using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Extensions;
using Tracking.Core.Cases;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Tests.Cases;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Incidents;

/// <summary>Incidents in the database: opened, closed and reopened by the watch, with their parcels' cases folded meanwhile.</summary>
public sealed class IncidentStoreTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Names = new() { ["fedex"] = "FedEx" };

    /// <summary>A Thursday at noon.</summary>
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 19, 12, 0, 0, TimeSpan.Zero));
    private TestDatabase _database = null!;
    private IncidentStore _incidents = null!;
    private QueueStore _queue = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        (_incidents, _queue) = (new(_database.DataSource, _clock), new(_database.DataSource, _clock));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Four_hundred_cases_fold_under_one_incident_and_those_that_still_stand_unfold_when_it_ends()
    {
        await GivenIncidents.UsualAsync(_database, _clock.GetUtcNow().ToInstant(), Cancel);
        var stuck = await GivenIncidents.StuckAsync(_database, 400, _clock.GetUtcNow().ToInstant(), Cancel);
        await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Exception, 5, "ELSE0001", Cancel);
        await ExecuteAsync($"insert into tracking.finding (parcel_id, kind, severity, since, opened_at, document) values ({stuck[7]}, 'CustomsActionNeeded', 'Exception', now(), now(), '{"{}"}')");
        Assert.Equal(401, await WaitingAsync());

        Assert.True(await _incidents.WatchAsync(Names, Cancel));

        Assert.Equal(2, await WaitingAsync());
        var incident = Assert.Single(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal(("FacilityStuck", "fedex|US|MEMPHIS", 400, 400, CaseState.Open), (incident.Kind, incident.Subject, incident.Parcels, incident.Folded, incident.Case!.State));
        Assert.StartsWith("400 parcels at MEMPHIS, US with FedEx wait: no scan since 2026-11-1", incident.Sentence);
        Assert.Equal(2, (await _queue.CountAsync(new(), Cancel)).Severities.Values.Sum());
        Assert.Single(await _queue.OrderAsync(new() { Search = "STUCK00001" }, QueueGrouping.None, Cancel));

        _clock.Advance(TimeSpan.FromMinutes(10));
        await _incidents.WatchAsync(Names, Cancel);
        Assert.Equal(incident.Id, Assert.Single(await _queue.ListIncidentsAsync(Cancel)).Id);
        Assert.Equal(1L, await ScalarAsync<long>("select count(*) from tracking.work_case where incident_id is not null"));

        // 350 are scanned, and Settle clears their cases; 50 are not.
        await ExecuteAsync($"""
            update tracking.wait set ended = '{_clock.GetUtcNow():O}', told_by_carrier = true where facility = 'MEMPHIS' and ended is null and parcel_id <> all(array(select parcel_id from tracking.wait where facility = 'MEMPHIS' and ended is null order by parcel_id desc limit 50));
            update tracking.work_case c set state = 'Cleared', closed_at = now() where kind = 'Stalled' and exists (select from tracking.wait w where w.parcel_id = c.parcel_id and w.ended is not null)
            """);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await _incidents.WatchAsync(Names, Cancel);

        Assert.Empty(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal(51, await WaitingAsync());
        Assert.Equal(["rules opened", "rules cleared"], (await new CaseStore(_database.DataSource, _clock).FindByIncidentAsync(incident.Id, Cancel))!.Acts.Select(act => $"{act.By} {act.Act}"));
    }

    [Theory]
    [InlineData(22, "a Sunday")]
    [InlineData(26, "Thanksgiving")]
    public async Task Scans_that_come_again_on_a_day_of_rest_end_it_too(int day, string what)
    {
        _clock.SetUtcNow(new(2026, 11, day, 12, 0, 0, TimeSpan.Zero));
        await GivenIncidents.UsualAsync(_database, _clock.GetUtcNow().ToInstant(), Cancel);
        await GivenIncidents.StuckAsync(_database, 400, _clock.GetUtcNow().ToInstant(), Cancel);
        await _incidents.WatchAsync(Names, Cancel);
        Assert.Equal((what, "FacilityStuck"), (what, Assert.Single(await _queue.ListIncidentsAsync(Cancel)).Kind));

        await ExecuteAsync($"update tracking.wait set ended = '{_clock.GetUtcNow():O}', told_by_carrier = true where facility = 'MEMPHIS' and ended is null and parcel_id <> all(array(select parcel_id from tracking.wait where facility = 'MEMPHIS' and ended is null order by parcel_id desc limit 12))");
        _clock.Advance(TimeSpan.FromMinutes(30));
        await _incidents.WatchAsync(Names, Cancel);
        Assert.Empty(await _queue.ListIncidentsAsync(Cancel));
    }

    [Fact]
    public async Task An_incident_closed_by_hand_with_a_reason_lets_its_cases_go_and_stays_closed_while_its_cause_lasts()
    {
        await GivenIncidents.UsualAsync(_database, _clock.GetUtcNow().ToInstant(), Cancel);
        await GivenIncidents.StuckAsync(_database, 60, _clock.GetUtcNow().ToInstant(), Cancel);
        await _incidents.WatchAsync(Names, Cancel);
        var incident = Assert.Single(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal(0, await WaitingAsync());

        var cases = new CaseStore(_database.DataSource, _clock);
        Assert.IsType<TriageOutcome.Refused>(await cases.ApplyAsync(incident.Case!.Id, incident.Case.Version, new TriageAct.Resolve(null), "mara@example.test", Cancel));
        Assert.IsType<TriageOutcome.Done>(await cases.ApplyAsync(incident.Case.Id, incident.Case.Version, new TriageAct.Resolve("The hub was moved; these are dealt with one by one."), "mara@example.test", Cancel));
        Assert.IsType<TriageOutcome.Overtaken>(await cases.ApplyAsync(incident.Case.Id, incident.Case.Version, new TriageAct.Dismiss("I too"), "jonas@example.test", Cancel));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await _incidents.WatchAsync(Names, Cancel);

        Assert.Empty(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal(60, await WaitingAsync());
        Assert.Equal("The hub was moved; these are dealt with one by one.", (await _incidents.FindAsync(incident.Id, Cancel))!.ClosedWhy);

        await cases.ApplyAsync(incident.Case.Id, incident.Case.Version + 1, new TriageAct.Reopen("It is the hub after all."), "mara@example.test", Cancel);
        await _incidents.WatchAsync(Names, Cancel);
        Assert.Equal(60, Assert.Single(await _queue.ListIncidentsAsync(Cancel)).Folded);
        Assert.Equal(0, await WaitingAsync());
    }

    [Fact]
    public async Task What_comes_back_within_days_is_the_same_incident()
    {
        await GivenIncidents.UsualAsync(_database, _clock.GetUtcNow().ToInstant(), Cancel);
        await GivenIncidents.StuckAsync(_database, 60, _clock.GetUtcNow().ToInstant(), Cancel);
        await _incidents.WatchAsync(Names, Cancel);
        var incident = Assert.Single(await _queue.ListIncidentsAsync(Cancel));
        await ExecuteAsync("update tracking.incident set over_at = '2026-11-19 12:00Z', closed_at = '2026-11-19 12:00Z'; update tracking.work_case set state = 'Cleared', closed_at = now() where incident_id is not null");

        _clock.Advance(TimeSpan.FromMinutes(10));
        await _incidents.WatchAsync(Names, Cancel);

        var again = Assert.Single(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal((incident.Id, incident.Case!.Id, CaseState.Open, 60), (again.Id, again.Case!.Id, again.Case.State, again.Folded));
    }

    [Fact]
    public async Task A_dead_feed_mutes_the_silence_of_its_parcels_leaves_a_blind_span_and_holds_until_there_is_news()
    {
        await GivenIncidents.UsualAsync(_database, _clock.GetUtcNow().ToInstant() - Duration.FromDays(2), Cancel);
        await _incidents.WatchAsync(Names, Cancel);
        var dead = Assert.Single(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal(("DeadFeed", "fedex"), (dead.Kind, dead.Subject));
        Assert.StartsWith("FedEx answers, and has had no news of anybody since 2026-11-17 ", dead.Sentence);
        await GivenIncidents.NewsAsync(_database, _clock.GetUtcNow().ToInstant(), Cancel);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await _incidents.WatchAsync(Names, Cancel);
        Assert.Empty(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal(1L, await ScalarAsync<long>("select count(*) from tracking.blind_span where carrier = 'fedex' and began < '2026-11-17 13:00Z' and ended > '2026-11-19 12:00Z'"));
    }

    [Fact]
    public async Task An_incident_that_proves_to_be_wider_goes_on_under_its_new_name_with_its_case()
    {
        await GivenIncidents.UsualAsync(_database, _clock.GetUtcNow().ToInstant(), Cancel);
        await GivenIncidents.StuckAsync(_database, 60, _clock.GetUtcNow().ToInstant(), Cancel);
        await _incidents.WatchAsync(Names, Cancel);
        var narrow = Assert.Single(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal(("FacilityStuck", "fedex|US|MEMPHIS"), (narrow.Kind, narrow.Subject));

        await ExecuteAsync($"update tracking.wait set ended = null where ended > timestamptz '{_clock.GetUtcNow():O}' - interval '2 days'");
        _clock.Advance(TimeSpan.FromMinutes(10));
        await _incidents.WatchAsync(Names, Cancel);

        var wide = Assert.Single(await _queue.ListIncidentsAsync(Cancel));
        Assert.Equal((narrow.Id, narrow.Case!.Id, "DeadFeed", "fedex"), (wide.Id, wide.Case!.Id, wide.Kind, wide.Subject));
        Assert.Equal(1, (await _incidents.ListAsync(0, 10, Cancel)).Total);
        Assert.Equal(["rules opened", "rules renamed"], (await new CaseStore(_database.DataSource, _clock).FindByIncidentAsync(wide.Id, Cancel))!.Acts.Select(act => $"{act.By} {act.Act}"));
    }

    [Fact]
    public void While_a_feed_is_dead_no_gap_opens_and_the_finding_says_why_unless_another_source_tells()
    {
        History Silent() => new History("CN", "BR").Leg("cainiao").Says("2026-11-02 08:00 +00:00", Milestone.Accepted, "CN").Says("2026-11-04 08:00 +00:00", Milestone.ArrivedInwardOffice, "BR")
            .Asking(leg => leg with { LastAnsweredAt = History.At("2026-11-25 00:00") });
        string Found(History history) => string.Join(", ", Inspection.Of(history.Situation(History.At("2026-11-25 00:00")) with { DeadFeeds = new Dictionary<CarrierId, Instant> { [new("cainiao")] = History.At("2026-11-06 00:00") } })
            .Findings.Select(finding => $"{finding.Kind} {finding.Sentence}"));
        Assert.Equal("CarrierSilent cainiao answers, but has had no news for anyone since 2026-11-06; where the parcel is meanwhile is not known.", Found(Silent()));
        Assert.StartsWith("LostAtDestination", Found(Silent().Retells("seventeentrack", "2026-11-07 08:00 +00:00", Milestone.CustomsReleased, "BR")));
    }

    [Fact]
    public void A_wait_is_learned_without_the_spans_in_which_its_carrier_was_not_heard()
    {
        LocalDateTime Day(int day) => new(2026, 11, day, 0, 0);
        var wait = new Spell(new(Phase.Accepted, Until.NextPhase, JourneyKind.Domestic), new("fedex", "US", "US", ""), Day(1), Day(2), Day(9), SpellEnd.Moved);
        string Without(params (LocalDateTime, LocalDateTime)[] blind) => string.Join(", ", Watched.Without(wait, blind).Select(part => $"{part.Since.Day}..{part.Until.Day} {part.End}"));
        Assert.Equal("2..9 Moved", Without());
        Assert.Equal("2..4 Waiting, 5..9 Moved", Without((Day(4), Day(5))));
        Assert.Equal("2..8 Waiting", Without((Day(8), Day(10))));
        Assert.Equal("3..5 Waiting, 7..9 Moved", Without((Day(1), Day(3)), (Day(5), Day(7)), (Day(20), Day(21))));
    }

    private async Task<int> WaitingAsync() => (await _queue.OrderAsync(new(), QueueGrouping.None, Cancel)).Count;

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
