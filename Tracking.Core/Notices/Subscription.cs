using NodaTime;

namespace Tracking.Core.Notices;

/// <summary>That the buyer of an order asked to be told; it goes to the address of the order, whichever that is when a message leaves.</summary>
public sealed record Subscription
{
    public required long Id { get; init; }
    public required long OrderId { get; init; }

    /// <summary>What the buyer wants to be told; empty where they had enough.</summary>
    public required IReadOnlySet<NoticeKind> Kinds { get; init; }

    /// <summary>BCP 47 tag of the language they asked in.</summary>
    public required string Language { get; init; }

    /// <summary>When they had enough; null while it lasts.</summary>
    public Instant? EndedAt { get; init; }
}
