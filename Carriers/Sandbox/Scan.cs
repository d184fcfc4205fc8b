using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>One thing that happens on a journey, planned or past.</summary>
public sealed record Scan(Happening What, Town Where, Instant At)
{
    /// <summary>When its carrier takes it back; null where it stands for good.</summary>
    public Instant? TakenBackAt { get; init; }

    /// <summary>When its carrier begins to tell it, where that is later than it happened.</summary>
    public Instant? ToldAt { get; init; }

    public Instant Told => ToldAt ?? At;

    public bool IsToldAt(Instant now) => Told <= now && (TakenBackAt is not { } until || now < until);
}
