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

    [Fact]
    public async Task Many_cases_change_at_one_stroke_but_those_that_somebody_touched_meanwhile_and_undo_leaves_what_changed_since()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var store = new CaseStore(database.DataSource, Clock);
        var ids = new List<long>();
        foreach (var number in new[] { "MANY0001", "MANY0002", "MANY0003", "MANY0004" })
            ids.Add((await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1, number, Cancel)).Case);
        var seen = ids.ToDictionary(id => id, _ => 1);
        await store.ApplyAsync(ids[0], 1, new TriageAct.Acknowledge(), "jonas@example.test", Cancel);

        var preview = await store.PreviewAsync(seen, new TriageAct.Resolve("sent again"), "mara@example.test", Cancel);
        Assert.Equal((3, 1), (preview.Done.Count, preview.Left.Single().Cases));
        Assert.All(await StatesAsync(database), state => Assert.True(state is "Open" or "Acknowledged"));

        var stroke = await store.ApplyAllAsync(seen, new TriageAct.Resolve("sent again"), "mara@example.test", Cancel);
        Assert.Equal(ids[1..], stroke.Done.Select(one => one.Id));
        Assert.Equal("It changed since you saw it.", stroke.Left.Single().Why);
        Assert.Equal(["Acknowledged", "Resolved", "Resolved", "Resolved"], await StatesAsync(database));

        await store.ApplyAsync(ids[3], 2, new TriageAct.AddNote("the buyer wrote"), "jonas@example.test", Cancel);
        Assert.Empty((await store.UndoAsync(stroke.Stroke, "jonas@example.test", Cancel)).Done);
        var undone = await store.UndoAsync(stroke.Stroke, "mara@example.test", Cancel);
        Assert.Equal((2, 1), (undone.Done.Count, undone.Left.Single().Cases));
        Assert.Equal(["Acknowledged", "Open", "Open", "Resolved"], await StatesAsync(database));
        Assert.Empty((await store.UndoAsync(stroke.Stroke, "mara@example.test", Cancel)).Done);
    }

    static async Task<List<string>> StatesAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("select state from tracking.work_case order by id");
        var states = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
            states.Add(reader.GetString(0));
        return states;
    }
}
