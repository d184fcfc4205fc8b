namespace Tracking.Portal.Access;

/// <summary>One sign-in of a person on one browser: its cookie counts as long as this has not ended.</summary>
public sealed class Session
{
    /// <summary>The claim of a cookie that names its session.</summary>
    public const string Claim = "session";

    public required Guid Id { get; init; }
    public required string PersonId { get; init; }

    /// <summary>By what they signed in.</summary>
    public required string How { get; init; }

    /// <summary>What browser it said to be.</summary>
    public string? Agent { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
    public required DateTimeOffset SeenAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}
