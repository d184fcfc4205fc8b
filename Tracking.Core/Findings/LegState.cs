using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Findings;

/// <summary>A leg and what asking about it has brought so far.</summary>
public sealed record LegState
{
    /// <summary>The leg's id in the database; 0 before it is stored.</summary>
    public long Id { get; init; }
    public required Leg Leg { get; init; }

    /// <summary>False for a carrier without credentials, or one that cannot be polled at all.</summary>
    public required bool CanBeAsked { get; init; }
    public Instant? LastAskedAt { get; init; }

    /// <summary>The last time any source answered for this number, whatever it said.</summary>
    public Instant? LastAnsweredAt { get; init; }

    /// <summary>Since when every answer was <em>not found</em>; null after any other.</summary>
    public Instant? NotFoundSince { get; init; }

    /// <summary>Why the carrier refused this number, in its own terms, such as a missing field; null where it did not.</summary>
    public string? Refusal { get; init; }
}
