using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Findings;

/// <summary>A gap or an exception, with the events or the silence that prove it.</summary>
public sealed record Finding
{
    public required FindingKind Kind { get; init; }

    /// <summary>Tells apart several of one kind: the leg's number for a leg's finding, else empty.</summary>
    public string Subject { get; init; } = "";
    public required Severity Severity { get; init; }

    /// <summary>When what is wrong began.</summary>
    public required Instant Since { get; init; }

    /// <summary>One English sentence for ops that a person understands.</summary>
    public required string Sentence { get; init; }

    /// <summary>What was expected by when, such as <c>a scan in Brazil by 2026-11-12</c>.</summary>
    public string? Expected { get; init; }

    /// <summary>Keys of the lines that prove it; with a silence, the last line before it.</summary>
    public IReadOnlyList<EventKey> Evidence { get; init; } = [];

    /// <summary>Who must act; null where nobody has to yet.</summary>
    public Party? MustAct { get; init; }

    /// <summary>What is usual, how unusual this is, and what usually happens next.</summary>
    public Explanation? Why { get; init; }
}
