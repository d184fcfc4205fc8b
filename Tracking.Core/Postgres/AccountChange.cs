using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>What an administrator changes of an account; what is left empty stays.</summary>
/// <remarks>Credentials never go to an address that they were not given for: a new address takes none of the old ones along.</remarks>
public sealed record AccountChange
{
    /// <summary>Where the carrier is asked; null for its own live address.</summary>
    public string? BaseAddress { get; init; }

    /// <summary>New credentials by name; empty ones stay as they are.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>A new secret that proves pushes.</summary>
    public string? PushSecret { get; init; }

    /// <summary>Until when the secret before it holds too.</summary>
    public Instant? OldSecretUntil { get; init; }

    /// <summary>Why it cannot be kept; null where it can.</summary>
    public string? Problem() =>
        BaseAddress is { Length: > 0 } address && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") ? "The address begins with https:// or http://."
        : BaseAddress is { Length: > 500 } || Settings.Values.Any(value => value.Length > 4000) || PushSecret is { Length: > 4000 } ? "That is too long: 500 characters for the address, 4,000 for a credential."
        : Settings.Any(setting => setting.Value.Any(char.IsControl)) || PushSecret?.Any(char.IsControl) is true ? "A credential has no line breaks or other control characters." : null;

    /// <summary>The account as it is after the change.</summary>
    /// <param name="before">Null where there was none.</param>
    public StoredAccount After(Parcels.CarrierId carrier, StoredAccount? before, Instant now)
    {
        var address = string.IsNullOrWhiteSpace(BaseAddress) ? null : BaseAddress.Trim();
        var given = Settings.Where(setting => setting.Value.Trim().Length > 0).ToDictionary(setting => setting.Key, setting => setting.Value.Trim(), StringComparer.OrdinalIgnoreCase);
        var elsewhere = before is not null && (before.BaseAddress != address || given.TryGetValue("TokenAddress", out var tokens) && before.Settings.GetValueOrDefault("TokenAddress") != tokens);
        var settings = new Dictionary<string, string>(elsewhere ? new Dictionary<string, string>() : before?.Settings ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given)
            settings[name] = value;
        var secrets = (before?.PushSecrets ?? []).Where(secret => secret.NotAfter is not { } end || end > now);
        if (PushSecret is { } fresh && fresh.Trim().Length > 0)
            secrets = secrets.Select(secret => secret.Endpoint is not null ? secret
                : secret with { NotAfter = secret.NotAfter is { } end && end < (OldSecretUntil ?? now) ? end : OldSecretUntil ?? now }).Where(secret => secret.NotAfter is not { } end || end > now)
                .Prepend(new StoredSecret(fresh.Trim()));
        return new StoredAccount { Carrier = carrier, BaseAddress = address, Settings = settings, PushSecrets = [.. secrets], SeededFrom = before?.SeededFrom };
    }

    /// <summary>What was done, without what it was done with.</summary>
    public string Act(StoredAccount? before)
    {
        var parts = new List<string>();
        if ((string.IsNullOrWhiteSpace(BaseAddress) ? null : BaseAddress.Trim()) != before?.BaseAddress)
            parts.Add("the address");
        parts.AddRange(Settings.Where(setting => setting.Value.Trim().Length > 0).Select(setting => setting.Key).Order(StringComparer.Ordinal));
        if (!string.IsNullOrWhiteSpace(PushSecret))
            parts.Add("the push secret");
        return "changed " + (parts.Count == 0 ? "nothing" : string.Join(", ", parts));
    }
}
