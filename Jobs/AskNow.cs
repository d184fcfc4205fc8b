using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Asks about one leg before all others because a person wants to know now: within the carrier's budget and pause like any ask. Doing it twice is harmless.</summary>
public sealed class AskNow(Routing routing, Accounts accounts, AccountStore store, CarrierRegistry carriers, LegStore legs, BudgetStore budgets, PollQueue polls)
{
    /// <summary>Whether it can be asked, without asking.</summary>
    public async Task<AskOutlook> LookAsync(LegAsk leg, CancellationToken cancel)
    {
        var own = leg.Carrier is { } id ? carriers.Find(new CarrierId(id)) : null;
        // By the database, not by what was read of accounts some seconds ago.
        var pause = own is null ? null : await store.FindPauseAsync(own.Profile.Id, cancel);
        var routes = await routing.GetAsync(cancel);
        if (pause is not null)
            routes = routes with { Able = [.. routes.Able.Where(carrier => carrier != own!.Profile.Id)] };
        if (await legs.FindAskedAsync(leg.Id, routes, cancel) is not { } asked || carriers.Find(asked) is not { Profile: var profile })
        {
            return pause is not null ? new AskOutlook.Paused(own!.Profile.Name, pause)
                : leg.Carrier is null ? new AskOutlook.NotPolled("Nobody knows whose number this is, and no candidate can be asked: set its carrier under Corrections.")
                : own is null ? new AskOutlook.NotPolled($"This build cannot ask {leg.Carrier}.")
                : new AskOutlook.NotPolled($"{own.Profile.Name} is not polled: {await accounts.WhyOffAsync(own, cancel) ?? "it cannot be asked just now."}");
        }
        return await budgets.FindAsync(asked, profile.DailyBudget, cancel) switch
        {
            { IsSpent: true, NextAt: { } tomorrow } => new AskOutlook.UsedUp(profile.Name, tomorrow),
            { NextAt: { } until } => new AskOutlook.Waits(profile.Name, until),
            _ => new AskOutlook.Free(profile.Name),
        };
    }

    /// <summary>Asks as soon as the outlook allows; where nobody can be asked, nothing is done.</summary>
    public async Task<AskOutlook> AskAsync(long parcelId, LegAsk leg, string by, CancellationToken cancel)
    {
        var outlook = await LookAsync(leg, cancel);
        if (outlook is not (AskOutlook.Paused or AskOutlook.NotPolled) && await legs.HurryAsync(parcelId, leg.Id, by, cancel))
            await polls.EnqueueDueAsync(cancel);
        return outlook;
    }
}
