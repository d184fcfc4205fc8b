using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Notices;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Cases;

/// <summary>Playbooks kept with all their versions, and what several people do by them in one case.</summary>
public sealed class PlaybookStoreTests : IAsyncLifetime
{
    private const string Mara = "mara@example.test";
    private const string Jonas = "jonas@example.test";

    private readonly FakeTimeProvider _clock = new(GivenCases.Now.ToDateTimeOffset());
    private TestDatabase _database = null!;
    private PlaybookStore _playbooks = null!;
    private CasePlaybookStore _steps = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _playbooks = new(_database.DataSource, _clock);
        _steps = new(_database.DataSource, _playbooks, new NoticeStore(_database.DataSource, new EphemeralDataProtectionProvider(), new ParcelStore(_database.DataSource), _clock), _clock);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_draft_is_nobodys_playbook_until_it_is_live_and_a_former_version_comes_back()
    {
        var shipped = await GetAsync("stalled");
        Assert.Equal((0, 0, true), (shipped.Version!.Value, shipped.Revision, shipped.IsShipped));
        await DoneAsync(_playbooks.SaveAsync(shipped.Live! with { Title = "Second thoughts" }, 0, Mara, Cancel));
        var drafted = await GetAsync("stalled");
        Assert.Equal(("Nothing new for long", "Second thoughts"), (drafted.Live!.Title, drafted.Draft!.Title));
        await DoneAsync(_playbooks.GoLiveAsync("stalled", drafted.Revision, Mara, "shorter", Cancel));
        Assert.Equal(("Second thoughts", 1), await LiveAsync("stalled"));
        await DoneAsync(_playbooks.RestoreAsync("stalled", 0, 2, Mara, Cancel));
        Assert.Equal(("Nothing new for long", 0), await LiveAsync("stalled"));
        await DoneAsync(_playbooks.RestoreAsync("stalled", 1, 3, Mara, Cancel));
        Assert.Equal(("Second thoughts", 2), await LiveAsync("stalled"));
        await DoneAsync(_playbooks.TurnOffAsync("stalled", 4, Mara, Cancel));
        Assert.DoesNotContain(await _playbooks.ListLiveAsync(Cancel), one => one.Playbook.Key == "stalled");
        Assert.Equal([2, 1, 0], (await _playbooks.ListVersionsAsync("stalled", Cancel)).Select(version => version.Number));
        Assert.Equal(["turned it off", "went back to version 1", "went back to what the build brought", "made it live", "edited the draft"], (await _playbooks.ListActsAsync("stalled", 9, Cancel)).Select(act => act.Act));
        await using var change = _database.DataSource.CreateCommand("update tracking.playbook_version set document = '{}'");
        await Assert.ThrowsAsync<PostgresException>(() => change.ExecuteNonQueryAsync(Cancel));
    }

    [Fact]
    public async Task Of_two_who_edit_what_both_saw_one_wins_and_the_other_is_told()
    {
        var own = (await GetAsync("not-found")).Live!;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => _playbooks.SaveAsync(own with { Title = $"by {n}" }, 0, $"p{n}@example.test", Cancel)));
        Assert.Single(outcomes.OfType<PlaybookOutcome.Done>());
        var act = Assert.Single(await _playbooks.ListActsAsync("not-found", 9, Cancel));
        Assert.All(outcomes.OfType<PlaybookOutcome.Overtaken>(), late => Assert.Equal((act.By, "edited the draft"), (late.By, late.Act)));
        Assert.IsType<PlaybookOutcome.Refused>(await _playbooks.SaveAsync(own with { Steps = [] }, 1, Mara, Cancel));
    }

    [Fact]
    public async Task Two_people_tick_two_steps_and_of_two_on_one_step_one_wins()
    {
        var (parcel, id) = await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Warning, 1, "PLAY0001", Cancel);
        var seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.Equal(("stalled", false, 10), (seen.Playbook!.Key, seen.IsTakenUp, seen.Facts.Days));
        _clock.Advance(TimeSpan.FromHours(3));
        var both = await Task.WhenAll(_steps.TickAsync(seen, "usual", Mara, Cancel), _steps.SkipAsync(seen, "ask", "they never answer", Jonas, Cancel));
        Assert.All(both, outcome => Assert.IsType<PlaybookOutcome.Done>(outcome));
        Assert.Equal(new PlaybookOutcome.Overtaken(Mara, Now, "ticked this step"), await _steps.TickAsync(seen, "usual", Jonas, Cancel));
        var after = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.Equal([(TickState.Done, Mara, null), (TickState.Skipped, Jonas, "they never answer")], after.Steps.Take(2).Select(step => (step.State, step.By!, step.Note)));
        Assert.Equal(Duration.FromHours(3), after.Steps[0].At!.Value - after.Case.OpenedAt);
        await DoneAsync(_steps.UndoAsync(after, "usual", Jonas, Cancel));
        Assert.Equal(TickState.Open, (await _steps.FindByParcelAsync(parcel, Cancel))!.Steps[0].State);
        Assert.Equal(["skipped: Ask the carrier to search: they never answer", "ticked: How unusual is the silence?", "unticked: How unusual is the silence?"],
            (await new CaseStore(_database.DataSource, _clock).FindByParcelAsync(parcel, Cancel))!.Acts.Select(act => $"{act.Act}: {act.Note}").Order(StringComparer.Ordinal));
        Assert.Equal(id, after.Case.Id);
    }

    [Fact]
    public async Task An_edit_moves_no_step_under_anybodys_hands_and_is_offered()
    {
        var (parcel, _) = await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Warning, 1, "PLAY0002", Cancel);
        var seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        await DoneAsync(_steps.TickAsync(seen, "usual", Mara, Cancel));
        var shorter = seen.Playbook! with { Title = "Shorter", Steps = [.. seen.Playbook!.Steps.Take(2)] };
        await DoneAsync(_playbooks.SaveAsync(shorter, 0, Mara, Cancel));
        await DoneAsync(_playbooks.GoLiveAsync("stalled", 1, Mara, null, Cancel));
        var held = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.Equal((5, 0, "Shorter"), (held.Steps.Count, held.Version, held.Better!.Value.Playbook.Title));
        await DoneAsync(_steps.SwitchAsync(held, Jonas, Cancel));
        var switched = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.Equal((2, 1, TickState.Done, false), (switched.Steps.Count, switched.Version, switched.Steps[0].State, switched.Better.HasValue));
        Assert.IsType<PlaybookOutcome.Overtaken>(await _steps.TickAsync(held, "ask", Mara, Cancel));
    }

    [Fact]
    public async Task A_wait_snoozes_the_case_in_the_same_commit_and_a_closed_case_is_left_alone()
    {
        var (parcel, id) = await GivenCases.AddAsync(_database.DataSource, FindingKind.CustomsDelay, Severity.Warning, 1, "PLAY0003", Cancel);
        var cases = new CaseStore(_database.DataSource, _clock);
        var seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        await cases.ApplyAsync(id, 1, new TriageAct.AddNote("I look"), Jonas, Cancel);
        Assert.IsType<PlaybookOutcome.Refused>(await _steps.WaitAsync(seen, "wait", Mara, Cancel));
        seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.Equal(TickState.Open, seen.Steps.Single(step => step.Step.Id == "wait").State);
        await DoneAsync(_steps.WaitAsync(seen, "wait", Mara, Cancel));
        var held = (await cases.FindByParcelAsync(parcel, Cancel))!;
        Assert.Equal((CaseState.Snoozed, GivenCases.Now + Duration.FromDays(5), WakeOn.Customs), (held.Case.State, held.Case.SnoozedUntil, held.Case.WakeOn));
        Assert.Equal(["noted", "snoozed", "ticked"], held.Acts.Select(act => act.Act));
        await cases.ApplyAsync(id, held.Case.Version, new TriageAct.Resolve("done"), Mara, Cancel);
        seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.IsType<PlaybookOutcome.Refused>(await _steps.TickAsync(seen, "why", Mara, Cancel));
    }

    [Fact]
    public async Task A_letter_goes_into_the_outbox_once_however_many_send_it_and_comes_back_while_it_waits()
    {
        var (parcel, order) = await WithBuyerAsync("PLAY0004");
        var seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => SendAsync(seen, order, $"p{n}@example.test")));
        Assert.Single(outcomes.OfType<PlaybookOutcome.Done>());
        Assert.Equal(5, outcomes.OfType<PlaybookOutcome.Overtaken>().Count());
        var mails = new MailStore(_database.DataSource);
        var mail = Assert.Single(await mails.ListAsync(new(), Cancel));
        Assert.Equal(("Ihr Zoll", "pt-BR", "Eins\n\nZwei"), (mail.Letter!.Subject, mail.Language, mail.Letter.Body));
        Assert.Equal(["Eins", "Zwei"], mail.Letter.Paragraphs);
        seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.IsType<PlaybookOutcome.Refused>(await SendAsync(seen, order, Mara));
        await DoneAsync(_steps.UndoAsync(seen, "paper", Mara, Cancel));
        Assert.Equal(MailState.Dropped, Assert.Single(await mails.ListAsync(new(), Cancel)).State);
        seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        await DoneAsync(SendAsync(seen, order, Mara));
        Assert.NotNull(await mails.ClaimAsync("node", Cancel));
        seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.Equal("Its letter has left already: that cannot be taken back.", Assert.IsType<PlaybookOutcome.Refused>(await _steps.UndoAsync(seen, "paper", Mara, Cancel)).Why);
    }

    [Fact]
    public async Task Nobody_writes_to_a_buyer_who_had_enough_or_to_the_buyer_of_another_parcel_or_while_all_is_stopped()
    {
        var (parcel, order) = await WithBuyerAsync("PLAY0005");
        var (_, foreign) = await WithBuyerAsync("PLAY0006");
        var seen = (await _steps.FindByParcelAsync(parcel, Cancel))!;
        Assert.IsType<PlaybookOutcome.Refused>(await SendAsync(seen, foreign, Mara));
        var mails = new MailStore(_database.DataSource);
        await mails.StopAsync(Jonas, null, Cancel);
        await DoneAsync(SendAsync(seen, order, Mara));
        Assert.Null(await mails.ClaimAsync("node", Cancel));
        await mails.ResumeAsync(Jonas, Cancel);
        await ExecuteAsync("update tracking.subscription set ended_at = now()");
        Assert.Null(await mails.FindAddressAsync((await mails.ClaimAsync("node", Cancel))!.Id, Cancel));
        var (second, enough) = await WithBuyerAsync("PLAY0007");
        await ExecuteAsync($"insert into tracking.subscription (purchase_id, kinds, language, token_hash, token_cipher, ended_at) values ({enough}, '{{}}', 'en', 'x', 'x', now())");
        var refused = Assert.IsType<PlaybookOutcome.Refused>(await SendAsync((await _steps.FindByParcelAsync(second, Cancel))!, enough, Mara));
        Assert.Contains("nobody to write to", refused.Why);
        Assert.Equal(TickState.Open, (await _steps.FindByParcelAsync(second, Cancel))!.Steps.Single(step => step.Step.Id == "paper").State);
    }

    [Fact]
    public async Task Past_cases_are_met_as_they_stood_at_their_end_with_what_people_did_in_them()
    {
        var (_, id) = await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Warning, 1, "PLAY0008", Cancel);
        await ExecuteAsync("update tracking.parcel set tier = 'vip', value_amount = 100, value_currency = 'EUR'");
        _clock.Advance(TimeSpan.FromDays(2));
        var cases = new CaseStore(_database.DataSource, _clock);
        await cases.ApplyAsync(id, 1, new TriageAct.Resolve("sent again"), Mara, Cancel);
        _clock.Advance(TimeSpan.FromDays(30));
        var past = Assert.Single(await _playbooks.ListPastAsync(GivenCases.Now, GivenCases.Now + Duration.FromDays(1), Cancel));
        Assert.Equal((new CaseFacts(FindingKind.Stalled, "fedex", 110, "vip", 12), CaseState.Resolved, Duration.FromDays(2)), (past.Facts with { Worth = Math.Round(past.Facts.Worth!.Value) }, past.State, past.Took));
        Assert.Equal([new PastCaseActs("resolved", 1)], await _playbooks.CountActsAsync([id], Cancel));
        Assert.Equal(["resolved"], (await _playbooks.ListActsOfAsync([id], Cancel))[id]);
        Assert.Empty(await _playbooks.ListPastAsync(GivenCases.Now + Duration.FromDays(1), GivenCases.Now + Duration.FromDays(2), Cancel));
    }

    private Task<PlaybookOutcome> SendAsync(CasePlaybook seen, long order, string by) => _steps.SendAsync(seen, "paper", order, new Letter("Ihr Zoll", "Eins\n\nZwei"), "pt-BR", "example.test", by, Cancel);

    private async Task<(long Parcel, long Order)> WithBuyerAsync(string number)
    {
        var (parcel, _) = await GivenCases.AddAsync(_database.DataSource, FindingKind.CustomsActionNeeded, Severity.Exception, 1, number, Cancel);
        await ExecuteAsync("update tracking.purchase set buyer_email = 'kim@example.test'");
        await using var command = _database.DataSource.CreateCommand("select purchase_id from tracking.purchase_parcel where parcel_id = $1");
        command.Parameters.Add(new() { Value = parcel });
        return (parcel, (long)(await command.ExecuteScalarAsync(Cancel))!);
    }

    private async Task<StoredPlaybook> GetAsync(string key) => (await _playbooks.FindAsync(key, Cancel))!;

    private async Task<(string, int)> LiveAsync(string key) => (await _playbooks.ListLiveAsync(Cancel)).Where(one => one.Playbook.Key == key).Select(one => (one.Playbook.Title, one.Version)).Single();

    private static async Task DoneAsync(Task<PlaybookOutcome> outcome) => Assert.IsType<PlaybookOutcome.Done>(await outcome);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private Instant Now => Instant.FromDateTimeOffset(_clock.GetUtcNow());
}
