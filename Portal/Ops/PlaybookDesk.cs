using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using Tracking.Core.Cases;
using Tracking.Core.Notices;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Notices;

namespace Tracking.Portal.Ops;

/// <summary>Works by playbooks and edits them in the name of whoever is signed in: agents tick and send, leads test, administrators edit and make live.</summary>
public sealed class PlaybookDesk(CasePlaybookStore steps, PlaybookStore playbooks, IOptions<MailSettings> mail, AuthenticationStateProvider signedIn)
{
    private const string Refusal = "Your role lets you look, not act.";

    public Task<bool> MayActAsync() => IsAsync(Role.Agent);

    public Task<bool> MayTestAsync() => IsAsync(Role.Lead);

    public Task<bool> MayEditAsync() => IsAsync(Role.Administrator);

    /// <summary>Null where the step is done now, else what to tell.</summary>
    public Task<string?> TickAsync(CasePlaybook seen, CaseStep step, CancellationToken cancel) =>
        DoAsync(Role.Agent, me => step.Step.Kind is StepKind.Wait ? steps.WaitAsync(seen, step.Step.Id, me, cancel) : steps.TickAsync(seen, step.Step.Id, me, cancel));

    public Task<string?> SkipAsync(CasePlaybook seen, CaseStep step, string why, CancellationToken cancel) =>
        DoAsync(Role.Agent, me => steps.SkipAsync(seen, step.Step.Id, why, me, cancel));

    public Task<string?> UndoAsync(CasePlaybook seen, CaseStep step, CancellationToken cancel) =>
        DoAsync(Role.Agent, me => steps.UndoAsync(seen, step.Step.Id, me, cancel));

    public Task<string?> SwitchAsync(CasePlaybook seen, CancellationToken cancel) => DoAsync(Role.Agent, me => steps.SwitchAsync(seen, me, cancel));

    /// <summary>Null where the letter is in the outbox now, else what to tell.</summary>
    public Task<string?> SendAsync(CasePlaybook seen, CaseStep step, LetterWriter.Addressee to, Letter letter, string language, CancellationToken cancel) =>
        letter.Subject.Contains(LetterWriter.Unknown, StringComparison.Ordinal) || letter.Body.Contains(LetterWriter.Unknown, StringComparison.Ordinal)
            ? Task.FromResult<string?>($"Write over each {LetterWriter.Unknown}: nothing is known for it.")
            : to.WhyNot is { } why ? Task.FromResult<string?>(why)
            : DoAsync(Role.Agent, me => steps.SendAsync(seen, step.Step.Id, to.Order.Id, letter, language, mail.Value.Domain, me, cancel));

    /// <summary>Null where the draft is kept, else what to tell.</summary>
    public Task<string?> SaveAsync(Playbook draft, int seen, CancellationToken cancel) =>
        LetterWriter.Problems(draft).FirstOrDefault() is { } problem ? Task.FromResult<string?>(problem.Sentence)
        : DoAsync(Role.Administrator, me => playbooks.SaveAsync(draft, seen, me, cancel));

    public Task<string?> DropDraftAsync(StoredPlaybook seen, CancellationToken cancel) => DoAsync(Role.Administrator, me => playbooks.DropDraftAsync(seen.Key, seen.Revision, me, cancel));

    public Task<string?> GoLiveAsync(StoredPlaybook seen, string? note, CancellationToken cancel) =>
        DoAsync(Role.Administrator, me => playbooks.GoLiveAsync(seen.Key, seen.Revision, me, string.IsNullOrWhiteSpace(note) ? null : note.Trim(), cancel));

    public Task<string?> RestoreAsync(StoredPlaybook seen, int version, CancellationToken cancel) => DoAsync(Role.Administrator, me => playbooks.RestoreAsync(seen.Key, version, seen.Revision, me, cancel));

    public Task<string?> TurnOffAsync(StoredPlaybook seen, CancellationToken cancel) => DoAsync(Role.Administrator, me => playbooks.TurnOffAsync(seen.Key, seen.Revision, me, cancel));

    private async Task<string?> DoAsync(Role least, Func<string, Task<PlaybookOutcome>> act)
    {
        var me = (await signedIn.GetAuthenticationStateAsync()).User.Identity?.Name ?? "";
        return me.Length == 0 || !await IsAsync(least) ? Refusal : await act(me) switch
        {
            PlaybookOutcome.Refused(var why) => why,
            PlaybookOutcome.Overtaken(var by, var at, var did) => $"{by} {did} at {Words.Exact(at)}. Nothing of yours was saved: look again.",
            _ => null,
        };
    }

    private async Task<bool> IsAsync(Role role) => (await signedIn.GetAuthenticationStateAsync()).User.IsInRole(role.ToString());
}
