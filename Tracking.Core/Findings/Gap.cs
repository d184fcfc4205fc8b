using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Findings;

/// <summary>Something that is awaited: what it becomes, and when, if it does not come.</summary>
public sealed record Gap
{
    public string Subject { get; init; } = "";
    public required Instant Since { get; init; }

    /// <summary>What is awaited, without the day.</summary>
    public required string Awaits { get; init; }
    public required IReadOnlyList<GapStep> Steps { get; init; }

    /// <summary>The sentence of a finding so grave.</summary>
    public required Func<Severity, string> Tell { get; init; }
    public IReadOnlyList<EventKey> Evidence { get; init; } = [];
    public Party? MustAct { get; init; }
    public required Explanation Why { get; init; }
}
