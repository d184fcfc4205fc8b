using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using NodaTime.Text;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>The carriers' accounts, as last read from the database at most 15 seconds ago.</summary>
public sealed class Accounts(AccountStore store, CarrierRegistry carriers, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile Loaded? _loaded;

    /// <summary>The account of a carrier for one of its push endpoints, with the address at which it is asked; null where there is none.</summary>
    public async Task<Account?> FindAsync(CarrierId carrier, string? endpoint, CancellationToken cancel)
    {
        if ((await LoadAsync(cancel)).GetValueOrDefault(carrier) is not { } stored)
            return null;
        return endpoint is not null && stored.PushSecrets.All(secret => secret.Endpoint != endpoint) ? null : Of(stored, carriers.Find(carrier)?.Profile, endpoint);
    }

    /// <summary>The account with which a carrier may be asked; null where there is none or it is paused.</summary>
    public async Task<Account?> FindToAskAsync(CarrierId carrier, CancellationToken cancel) =>
        (await LoadAsync(cancel)).GetValueOrDefault(carrier) is { IsPaused: false } ? await FindAsync(carrier, null, cancel) : null;

    /// <summary>A stored account as carriers take it, for one of its push endpoints.</summary>
    public static Account Of(StoredAccount stored, CarrierProfile? profile, string? endpoint = null) => new()
    {
        Carrier = stored.Carrier,
        BaseAddress = stored.BaseAddress is { Length: > 0 } address ? new Uri(address.EndsWith('/') ? address : address + "/") : profile?.BaseAddress,
        Settings = stored.Settings,
        PushSecrets = [.. stored.PushSecrets.Where(secret => secret.Endpoint == endpoint).Select(secret => new PushSecret(secret.Value, secret.NotBefore, secret.NotAfter))],
    };

    /// <summary>Why a carrier cannot be asked, in a sentence that names the setting; null where it can.</summary>
    public async Task<string?> WhyOffAsync(Carrier carrier, CancellationToken cancel) =>
        WhyOff(carrier.Profile, await FindToAskAsync(carrier.Profile.Id, cancel));

    /// <summary>Why a carrier cannot be asked with an account; null where it can.</summary>
    public static string? WhyOff(CarrierProfile profile, Account? account)
    {
        if ((account?.BaseAddress ?? profile.BaseAddress) is null)
            return $"Carriers:{profile.Id}:BaseAddress is not set.";
        var missing = profile.Needs.Where(need => string.IsNullOrWhiteSpace(account?[need])).ToList();
        return missing.Count == 0 ? null : string.Join(" and ", missing.Select(need => $"Carriers:{profile.Id}:{need}")) + (missing.Count == 1 ? " is not set." : " are not set.");
    }

    /// <summary>Makes the next look-up read the database again.</summary>
    public void Forget() => _loaded = null;

    /// <summary>The accounts that configuration holds under <c>Carriers:{id}</c>.</summary>
    /// <exception cref="ArgumentException">A key names no carrier, or an address or a date cannot be read; the message names the key.</exception>
    public static IReadOnlyList<StoredAccount> FromConfiguration(IConfiguration configuration, CarrierRegistry carriers)
    {
        var accounts = new List<StoredAccount>();
        foreach (var section in configuration.GetSection("Carriers").GetChildren())
        {
            var id = new CarrierId(section.Key.ToLowerInvariant());
            if (carriers.Find(id) is null)
                throw new ArgumentException($"Carriers:{section.Key} names no carrier. Known: {string.Join(", ", carriers.List().Select(carrier => carrier.Profile.Id))}.");
            var values = section.GetChildren().Where(child => child.Value is { Length: > 0 }).ToDictionary(child => child.Key, child => child.Value!, StringComparer.OrdinalIgnoreCase);
            values.Remove("BaseAddress", out var address);
            if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                throw new ArgumentException($"Carriers:{section.Key}:BaseAddress is no address that begins with https:// or http://.");
            var secrets = Secrets(values, null).ToList();
            foreach (var endpoint in section.GetSection("Endpoints").GetChildren())
                secrets.AddRange(Secrets(endpoint.GetChildren().Where(child => child.Value is { Length: > 0 }).ToDictionary(child => child.Key, child => child.Value!, StringComparer.OrdinalIgnoreCase), endpoint.Key.ToLowerInvariant()));
            accounts.Add(new StoredAccount
            {
                Carrier = id,
                BaseAddress = address,
                Settings = values,
                PushSecrets = secrets,
                SeededFrom = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', section.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))))),
            });

            IEnumerable<StoredSecret> Secrets(Dictionary<string, string> from, string? endpoint)
            {
                if (from.Remove("PushSecret", out var secret))
                    yield return new StoredSecret(secret, endpoint);
                from.Remove("PushSecretOldUntil", out var until);
                if (!from.Remove("PushSecretOld", out var old))
                    yield break;
                var end = until is null ? null : InstantPattern.ExtendedIso.Parse(until);
                if (end is { Success: false })
                    throw new ArgumentException($"Carriers:{section.Key}:PushSecretOldUntil is a moment such as 2026-12-01T00:00:00Z.");
                yield return new StoredSecret(old, endpoint, NotAfter: end?.Value);
            }
        }
        return accounts;
    }

    private async Task<IReadOnlyDictionary<CarrierId, StoredAccount>> LoadAsync(CancellationToken cancel)
    {
        if (_loaded is { } loaded && clock.GetElapsedTime(loaded.At) < Fresh)
            return loaded.Accounts;
        // While one reads, the others go on with what was read before.
        if (!await _reading.WaitAsync(_loaded is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel))
            return _loaded!.Accounts;
        try
        {
            if (_loaded is { } now && clock.GetElapsedTime(now.At) < Fresh)
                return now.Accounts;
            try
            {
                var accounts = (await store.ListAsync(cancel)).ToDictionary(account => account.Carrier);
                _loaded = new Loaded(accounts, clock.GetTimestamp());
                return accounts;
            }
            catch (Exception error) when (_loaded is not null && error is System.Data.Common.DbException or TimeoutException)
            {
                return _loaded!.Accounts;
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private sealed record Loaded(IReadOnlyDictionary<CarrierId, StoredAccount> Accounts, long At);
}
