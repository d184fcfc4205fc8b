using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>An account without anything secret: which credentials it has, never what they are.</summary>
/// <param name="Settings">The names of its credentials.</param>
public sealed record AccountShape(CarrierId Carrier, string? BaseAddress, IReadOnlyList<string> Settings, IReadOnlyList<AccountShape.PushSecret> PushSecrets, bool FromConfiguration)
{
    /// <summary>When a push secret holds.</summary>
    public sealed record PushSecret(string? Endpoint, Instant? NotBefore, Instant? NotAfter);

    public static AccountShape Of(StoredAccount account) => new(account.Carrier, account.BaseAddress,
        [.. account.Settings.Keys.Order(StringComparer.OrdinalIgnoreCase)],
        [.. account.PushSecrets.Select(secret => new PushSecret(secret.Endpoint, secret.NotBefore, secret.NotAfter))], account.SeededFrom is not null);
}
