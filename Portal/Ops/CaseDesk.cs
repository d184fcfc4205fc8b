using Microsoft.AspNetCore.Components.Authorization;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

/// <summary>Acts on cases in the name of whoever is signed in, as far as their role allows.</summary>
public sealed class CaseDesk(CaseStore cases, People people, AuthenticationStateProvider signedIn)
{
    private const string Beyond = "They would not see it: they are bound to other shops than the parcel’s. Give it to somebody else, or have an administrator let them see its shop.";

    /// <summary>The address of whoever is signed in.</summary>
    public async Task<string> MeAsync() => (await signedIn.GetAuthenticationStateAsync()).User.Identity?.Name ?? "";

    /// <summary>Agents work cases.</summary>
    public async Task<bool> MayActAsync() => await IsAsync(Role.Agent);

    /// <summary>Whoever is bound to shops neither sees nor changes what belongs to all.</summary>
    public async Task<bool> SeesAllAsync() => Sight.IsWhole((await signedIn.GetAuthenticationStateAsync()).User);

    /// <summary>Leads give cases to others.</summary>
    public async Task<bool> MayAssignOthersAsync() => await IsAsync(Role.Lead);

    /// <summary>To whom whoever is signed in can give cases, by e-mail address, those of their own team first.</summary>
    public async Task<IReadOnlyList<string>> ListOthersAsync(CancellationToken cancel)
    {
        if (!await MayAssignOthersAsync())
            return [];
        var me = await MeAsync();
        var all = await people.ListAsync(cancel);
        var team = all.FirstOrDefault(person => person.Email == me)?.TeamId;
        return [.. all.Where(person => person.DisabledAt is null && person.Role >= Role.Agent && person.Email != me)
            .OrderByDescending(person => team is not null && person.TeamId == team).Select(person => person.Email!)];
    }

    public async Task<TriageOutcome> ApplyAsync(long caseId, int seen, TriageAct act, CancellationToken cancel)
    {
        var me = await MeAsync();
        return await WhyNotAsync(act, me) is { } why ? new TriageOutcome.Refused(why)
            : (await BeyondAsync([caseId], act, me, cancel)).Count > 0 ? new TriageOutcome.Refused(Beyond)
            : await cases.ApplyAsync(caseId, seen, act, me, cancel);
    }

    /// <summary>What an act on many cases would do.</summary>
    public Task<StrokeOutcome> PreviewAsync(IReadOnlyDictionary<long, int> seen, TriageAct act, CancellationToken cancel) => StrikeAsync(seen, act, cases.PreviewAsync, cancel);

    public Task<StrokeOutcome> ApplyAllAsync(IReadOnlyDictionary<long, int> seen, TriageAct act, CancellationToken cancel) => StrikeAsync(seen, act, cases.ApplyAllAsync, cancel);

    /// <summary>Takes back what whoever is signed in did at one stroke.</summary>
    public async Task<StrokeOutcome> UndoAsync(Guid stroke, CancellationToken cancel) => await cases.UndoAsync(stroke, await MeAsync(), cancel);

    private async Task<StrokeOutcome> StrikeAsync(
        IReadOnlyDictionary<long, int> seen, TriageAct act, Func<IReadOnlyDictionary<long, int>, TriageAct, string, CancellationToken, Task<StrokeOutcome>> strike, CancellationToken cancel)
    {
        var me = await MeAsync();
        if (await WhyNotAsync(act, me) is { } why)
            return Refused(seen, why);
        var beyond = await BeyondAsync([.. seen.Keys], act, me, cancel);
        if (beyond.Count == seen.Count)
            return Refused(seen, Beyond);
        var outcome = await strike(seen.Where(one => !beyond.Contains(one.Key)).ToDictionary(), act, me, cancel);
        return beyond.Count == 0 ? outcome : outcome with { Left = [.. outcome.Left, new(Beyond, beyond.Count)] };
    }

    /// <summary>The cases of these that whoever they are to be given to would not see.</summary>
    private async Task<IReadOnlySet<long>> BeyondAsync(IReadOnlyCollection<long> ids, TriageAct act, string me, CancellationToken cancel) =>
        act is TriageAct.Assign { To: { } to } && to != me && (await people.ListAsync(cancel)).FirstOrDefault(person => person.Email == to)?.Shops is { } shops
            ? await cases.ListBeyondAsync(ids, shops, cancel) : new HashSet<long>();

    private async Task<string?> WhyNotAsync(TriageAct act, string me) =>
        me.Length == 0 || !await MayActAsync() ? "Your role lets you look, not act."
        : act is TriageAct.Assign { To: { } to } && to != me && !await MayAssignOthersAsync() ? "Your role lets you take cases, not give them to others."
        : null;

    private static StrokeOutcome Refused(IReadOnlyDictionary<long, int> seen, string why) => new(Guid.Empty, [], [new(why, seen.Count)]);

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
