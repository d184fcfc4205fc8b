namespace Tracking.Carriers.Sandbox;

/// <summary>What an account manager holds for one carrier: the names are those of <c>Carriers:{id}:*</c>.</summary>
public sealed record Credentials
{
    public required string BaseAddress { get; init; }
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Null where the carrier does not push.</summary>
    public string? PushSecret { get; init; }

    /// <summary>The header that repeats the secret, where the subscriber chooses it.</summary>
    public string? PushHeader { get; init; }
}
