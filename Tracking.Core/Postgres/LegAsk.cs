using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A leg as ops sees it: what asking its carrier has brought.</summary>
public sealed record LegAsk
{
    public required long Id { get; init; }

    /// <summary>Null while undecided; the candidates are then known.</summary>
    public string? Carrier { get; init; }
    public required string Number { get; init; }
    public required string Role { get; init; }
    public required Instant AddedAt { get; init; }

    /// <summary><c>registered</c>, <c>announced</c> or <c>person</c>.</summary>
    public required string AddedBy { get; init; }
    public string? TracksUntil { get; init; }
    public Instant? DetachedAt { get; init; }
    public Instant? AskedAt { get; init; }
    public Instant? AnsweredAt { get; init; }
    public Instant? NextAskAt { get; init; }
    public string? Outcome { get; init; }
    public string? OutcomeWhy { get; init; }
    public required int Failures { get; init; }

    /// <summary>When a person last wanted it asked at once, and who.</summary>
    public Instant? HurriedAt { get; init; }
    public string? HurriedBy { get; init; }

    /// <summary>True between its claim and what comes of it.</summary>
    public bool IsBeingAsked => AskedAt is { } at && NextAskAt == at + LegStore.ClaimLife;
}
