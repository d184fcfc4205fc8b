namespace Tracking.Portal.Access;

/// <summary>A link that lets its holder make an account once; only the hash of its token is kept.</summary>
public sealed class Invitation
{
    public required byte[] TokenHash { get; init; }
    public required Role Role { get; init; }

    /// <summary>To which shops it binds; null for none.</summary>
    public long[]? Shops { get; init; }

    /// <summary>Null for the first administrator's, which the program prints.</summary>
    public string? MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}
