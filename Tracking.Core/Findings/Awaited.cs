using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Findings;

/// <summary>What a rule waits for while it finds nothing: the answer to why a parcel is not an exception.</summary>
public sealed record Awaited
{
    public required FindingKind Kind { get; init; }
    public string Subject { get; init; } = "";

    /// <summary>When the wait began.</summary>
    public required Instant Since { get; init; }

    /// <summary>What is expected by when.</summary>
    public required string Expected { get; init; }

    /// <summary>What it becomes, and when, if that does not come.</summary>
    public required Turn Speaks { get; init; }
    public IReadOnlyList<EventKey> Evidence { get; init; } = [];
    public required Explanation Why { get; init; }
}
