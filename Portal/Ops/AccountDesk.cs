using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

/// <summary>Acts on carriers' accounts in the name of whoever is signed in: leads pause, resume and test, administrators give credentials; each act is noted.</summary>
public sealed class AccountDesk(AccountStore store, Accounts accounts, AccountTrial trial, IOptions<PortalSettings> portal, TimeProvider clock, AuthenticationStateProvider signedIn)
{
    private const string Refusal = "Your role lets you look, not act.";

    public Task<bool> MayPauseAsync() => IsAsync(Role.Lead);

    public Task<bool> MayGiveCredentialsAsync() => IsAsync(Role.Administrator);

    /// <summary>Null where it is paused now, else why not.</summary>
    public async Task<string?> PauseAsync(CarrierId carrier, string why, CancellationToken cancel)
    {
        if (!await MayPauseAsync())
            return Refusal;
        if (why.Trim().Length is 0 or > 500)
            return "Say why, in at most 500 characters: others will ask.";
        var paused = await store.PauseAsync(carrier, await MeAsync(), why.Trim(), cancel);
        accounts.Forget();
        return paused ? null : "It is paused already.";
    }

    /// <summary>Null where it is asked again, else why not.</summary>
    public async Task<string?> ResumeAsync(CarrierId carrier, CancellationToken cancel)
    {
        if (!await MayPauseAsync())
            return Refusal;
        var resumed = await store.ResumeAsync(carrier, await MeAsync(), cancel);
        accounts.Forget();
        return resumed ? null : "It was not paused.";
    }

    public async Task<Trial> TestAsync(CarrierId carrier, CancellationToken cancel)
    {
        if (!await MayPauseAsync())
            return new Trial(TrialEnd.NotAsked, Refusal);
        var ended = await trial.RunAsync(carrier, cancel);
        await store.NoteAsync(carrier, await MeAsync(), $"tested: {Words.Of(ended.End).ToLowerInvariant()}", cancel);
        return ended;
    }

    /// <summary>Null where it was kept, else why not.</summary>
    public async Task<string?> ChangeAsync(CarrierId carrier, AccountChange change, CancellationToken cancel)
    {
        if (!await MayGiveCredentialsAsync())
            return Refusal;
        if (portal.Value.IsDemo)
            return "The demo takes no real credentials: start a portal of your own with --data DIR.";
        if (change.Problem() is { } problem)
            return problem;
        await store.ChangeAsync(carrier, change, await MeAsync(), Instant.FromDateTimeOffset(clock.GetUtcNow()), cancel);
        accounts.Forget();
        return null;
    }

    private async Task<string> MeAsync() => (await signedIn.GetAuthenticationStateAsync()).User.Identity?.Name ?? "";

    // Accounts serve the parcels of all shops.
    private async Task<bool> IsAsync(Role role) => (await signedIn.GetAuthenticationStateAsync()).User is var user && user.IsInRole(role.ToString()) && Sight.IsWhole(user);
}
