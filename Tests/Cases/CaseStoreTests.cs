using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Cases;

public sealed class CaseStoreTests
{
    static readonly FakeTimeProvider Clock = new(GivenCases.Now.ToDateTimeOffset());

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_people_who_act_on_what_both_saw_one_wins_and_the_other_is_told_who_and_when()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var (parcel, id) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1, "SEEN0001", Cancel);
        var store = new CaseStore(database.DataSource, Clock);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            store.ApplyAsync(id, 1, new TriageAct.Resolve($"by {n}"), $"person{n}@example.test", Cancel)));
        Assert.Single(outcomes.OfType<TriageOutcome.Done>());
        var history = (await store.FindByParcelAsync(parcel, Cancel))!;
        var act = Assert.Single(history.Acts);
        Assert.All(outcomes.OfType<TriageOutcome.Overtaken>(), late => Assert.Equal((act.By, GivenCases.Now, "resolved"), (late.By, late.At, late.Act)));
        Assert.Equal(7, outcomes.OfType<TriageOutcome.Overtaken>().Count());
    }

    [Fact]
    public async Task The_audit_keeps_who_when_what_was_before_and_after_and_why()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var (parcel, id) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1, "SEEN0002", Cancel);
        var store = new CaseStore(database.DataSource, Clock);
        Assert.IsType<TriageOutcome.Done>(await store.ApplyAsync(id, 1, new TriageAct.Acknowledge(), "mara@example.test", Cancel));
        Assert.IsType<TriageOutcome.Done>(await store.ApplyAsync(id, 2, new TriageAct.Dismiss("  a sample, never sent "), "jonas@example.test", Cancel));
        var acts = (await store.FindByParcelAsync(parcel, Cancel))!.Acts;
        Assert.Equal(["mara@example.test acknowledged", "jonas@example.test dismissed"], acts.Select(act => $"{act.By} {act.Act}"));
        Assert.Equal("a sample, never sent", acts[1].Note);
        Assert.Equal(new CaseMark(CaseState.Acknowledged, "mara@example.test", null), acts[1].Before);
        Assert.Equal(new CaseMark(CaseState.Dismissed, "mara@example.test", null), acts[1].After);
        await using var told = database.DataSource.CreateCommand("select count(*) from tracking.outbox where kind = 'case'");
        Assert.Equal(2L, await told.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task The_audit_cannot_be_changed_even_by_SQL()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var (_, id) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1, "SEEN0003", Cancel);
        await new CaseStore(database.DataSource, Clock).ApplyAsync(id, 1, new TriageAct.AddNote("said"), "mara@example.test", Cancel);
        await using var change = database.DataSource.CreateCommand("update tracking.case_act set note = 'never said'");
        await Assert.ThrowsAsync<PostgresException>(() => change.ExecuteNonQueryAsync(Cancel));
    }

    [Fact]
    public async Task A_closed_case_is_not_reopened_beside_a_newer_one()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var (parcel, id) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1, "SEEN0004", Cancel, state: "Resolved");
        await using (var newer = database.DataSource.CreateCommand("insert into tracking.work_case (parcel_id, severity, kind, opened_at, changed_at) values ($1, 'Warning', 'Stalled', now(), now())"))
        {
            newer.Parameters.Add(new() { Value = parcel });
            await newer.ExecuteNonQueryAsync(Cancel);
        }
        Assert.IsType<TriageOutcome.Refused>(await new CaseStore(database.DataSource, Clock).ApplyAsync(id, 1, new TriageAct.Reopen(null), "mara@example.test", Cancel));
    }
}
