using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>One set of credentials and push secrets of a carrier.</summary>
public sealed record Account
{
    public required CarrierId Carrier { get; init; }

    /// <summary>Where this carrier is asked; ends with a slash. Null: it is not asked.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>Named credentials, such as <c>ClientId</c>; the names are those of <see cref="CarrierProfile.Needs"/>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Secrets that prove a push; two during a rotation.</summary>
    public IReadOnlyList<PushSecret> PushSecrets { get; init; } = [];

    public string this[string setting] => Settings.TryGetValue(setting, out var value) ? value : "";
}
