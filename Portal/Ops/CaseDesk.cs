using Microsoft.AspNetCore.Components.Authorization;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

/// <summary>Acts on cases in the name of whoever is signed in, as far as their role allows.</summary>
public sealed class CaseDesk(CaseStore cases, AuthenticationStateProvider signedIn)
{
    /// <summary>The address of whoever is signed in.</summary>
    public async Task<string> MeAsync() => (await signedIn.GetAuthenticationStateAsync()).User.Identity?.Name ?? "";

    /// <summary>Agents work cases.</summary>
    public async Task<bool> MayActAsync() => await IsAsync(Role.Agent);

    /// <summary>Leads give cases to others.</summary>
    public async Task<bool> MayAssignOthersAsync() => await IsAsync(Role.Lead);

    public async Task<TriageOutcome> ApplyAsync(long caseId, int seen, TriageAct act, CancellationToken cancel)
    {
        var me = await MeAsync();
        if (me.Length == 0 || !await MayActAsync())
            return new TriageOutcome.Refused("Your role lets you look, not act.");
        if (act is TriageAct.Assign { To: { } to } && to != me && !await MayAssignOthersAsync())
            return new TriageOutcome.Refused("Your role lets you take cases, not give them to others.");
        return await cases.ApplyAsync(caseId, seen, act, me, cancel);
    }

    /// <summary>What to tell of an act; null where it was done.</summary>
    public static string? Complaint(TriageOutcome outcome) => outcome switch
    {
        TriageOutcome.Done => null,
        TriageOutcome.Refused(var why) => why,
        TriageOutcome.Overtaken(CaseAct.Rules, var at, var act) => $"What was found changed at {Words.Exact(at)} ({act}). Nothing of yours was saved: look again.",
        TriageOutcome.Overtaken(var by, var at, var act) => $"{by} {act} this case at {Words.Exact(at)}. Nothing of yours was saved: look again.",
        _ => "This case is gone.",
    };

    private async Task<bool> IsAsync(Role role) => (await signedIn.GetAuthenticationStateAsync()).User.IsInRole(role.ToString());
}
