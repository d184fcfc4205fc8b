using System.Text.Json.Serialization;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>An account as stored: credentials and push secrets by name.</summary>
public sealed record StoredAccount
{
    public required CarrierId Carrier { get; init; }
    public string? BaseAddress { get; init; }
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<StoredSecret> PushSecrets { get; init; } = [];

    /// <summary>Digest of the configuration it was made from; null where a person made it.</summary>
    public string? SeededFrom { get; init; }

    /// <summary>True while the carrier is not to be asked.</summary>
    [JsonIgnore]
    public bool IsPaused { get; init; }
}
