using System.Collections.Concurrent;
using NodaTime;

namespace Tracking.Carriers;

/// <summary>OAuth 2 access tokens by client credentials: one for each account until 80 % of its life is over, fetched once however many ask.</summary>
public sealed class AccessTokens(CarrierHttp http, TimeProvider time)
{
    // RFC 6749 lets a carrier leave the life of a token out.
    private static readonly TimeSpan LifeUnsaid = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, Slot> _slots = new();

    /// <summary>The token of an account whose carrier names an <see cref="OAuth"/>; otherwise why there is none.</summary>
    public Task<(string? Token, Asked? Failure)> GetAsync(Carrier carrier, Account account, CancellationToken ct)
    {
        var slot = _slots.GetOrAdd(CarrierHttp.KeyOf(account), _ => new Slot());
        lock (slot)
        {
            if (slot.Token is { } token && time.GetUtcNow() < slot.RenewAt)
                return Task.FromResult<(string?, Asked?)>((token, null));
            // Not the caller's cancellation: others wait for the same token.
            if (slot.Fetching is not { IsCompleted: false })
                slot.Fetching = FetchAsync(carrier, account, slot);
            return slot.Fetching.WaitAsync(ct);
        }
    }

    /// <summary>Forgets a token that the carrier answered with 401; another one fetched meanwhile stays.</summary>
    public void Forget(Account account, string token)
    {
        if (!_slots.TryGetValue(CarrierHttp.KeyOf(account), out var slot))
            return;
        lock (slot)
        {
            if (slot.Token == token)
                slot.Token = null;
        }
    }

    private async Task<(string? Token, Asked? Failure)> FetchAsync(Carrier carrier, Account account, Slot slot)
    {
        await Task.Yield(); // the caller holds the slot's lock
        using var request = carrier.AskToken(account);
        var reply = await http.SendAsync(carrier, account with { BaseAddress = AddressOf(carrier.Profile, account) }, request, [], CancellationToken.None);
        if (reply is not Asked.Answer { Wire: var wire })
            return (null, reply);
        if (wire.Status == 429)
            return (null, new Asked.NoAnswer("no access token: HTTP 429", wire.RetryAfterSeconds is { } seconds ? Duration.FromSeconds(seconds) : null));
        if (wire.Status is < 200 or >= 300)
            return (null, wire.Status is >= 400 and < 500 and not 408 ? new Asked.Denied($"no access token: HTTP {wire.Status}") : new Asked.NoAnswer($"no access token: HTTP {wire.Status}"));
        if (carrier.ReadToken(wire.Body) is not { } granted)
            return (null, new Asked.NoAnswer("no access token in the answer"));
        lock (slot)
        {
            slot.Token = granted.Value;
            slot.RenewAt = time.GetUtcNow() + (granted.Life ?? LifeUnsaid) * 0.8;
        }
        return (granted.Value, null);
    }

    /// <summary>An account with an address of its own gets its tokens there too, unless it says otherwise.</summary>
    private static Uri? AddressOf(CarrierProfile profile, Account account) =>
        Uri.TryCreate(account["TokenAddress"], UriKind.Absolute, out var own) ? own
        : account.BaseAddress is null || account.BaseAddress == profile.BaseAddress ? profile.TokenAddress ?? account.BaseAddress : account.BaseAddress;

    private sealed class Slot
    {
        public string? Token { get; set; }
        public DateTimeOffset RenewAt { get; set; }
        public Task<(string? Token, Asked? Failure)>? Fetching { get; set; }
    }
}
