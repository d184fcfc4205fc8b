using Microsoft.AspNetCore.Components.Authorization;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Replay = Tracking.Core.Postgres.Replay;

namespace Tracking.Portal.Ops;

/// <summary>Maps codes in the name of whoever is signed in, as far as their role allows: leads map, others look.</summary>
public sealed class CodeDesk(CodeMapping mapping, AuthenticationStateProvider signedIn)
{
    private const string Refusal = "Your role lets you look, not map.";
    private const string Busy = "Another replay is at work: wait until it has ended.";

    /// <summary>Leads map, where they see the parcels of all shops: a row changes what all of them show.</summary>
    public async Task<bool> MayMapAsync() => (await signedIn.GetAuthenticationStateAsync()).User is var user && user.IsInRole(nameof(Role.Lead)) && Sight.IsWhole(user);

    public async Task<bool> SeesAllAsync() => Sight.IsWhole((await signedIn.GetAuthenticationStateAsync()).User);

    /// <summary>The dry run that was begun, or why there is none.</summary>
    public async Task<(Replay? Begun, string? Complaint)> TryAsync(StoredCodeRow row, CancellationToken cancel) =>
        await MeAsync() is not { } me ? (null, Refusal)
        : mapping.Problem(row) is { } problem ? (null, problem)
        : await mapping.TryAsync(row, me, cancel) is { } begun ? (begun, null) : (null, Busy);

    /// <summary>The row as laid, or why it is not.</summary>
    public async Task<(StoredCodeRow? Laid, string? Complaint)> ApplyAsync(StoredCodeRow row, CancellationToken cancel) =>
        await MeAsync() is not { } me ? (null, Refusal)
        : mapping.Problem(row) is { } problem ? (null, problem)
        : await mapping.ApplyAsync(row, me, cancel) is { } laid ? (laid, null) : (null, Busy);

    /// <summary>Null where the row is off now, else why it is not.</summary>
    public async Task<string?> TakeOffAsync(StoredCodeRow row, CancellationToken cancel) =>
        await MeAsync() is not { } me ? Refusal : await mapping.TakeOffAsync(row, me, cancel) is null ? Busy : null;

    private async Task<string?> MeAsync() => await MayMapAsync() ? (await signedIn.GetAuthenticationStateAsync()).User.Identity?.Name : null;
}
