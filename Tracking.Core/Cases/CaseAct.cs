using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>A line of the audit: who did what to a case, when, and why.</summary>
public sealed record CaseAct
{
    /// <summary>Who the rules act as: what they open and clear is in the audit too.</summary>
    public const string Rules = "rules";

    public required long CaseId { get; init; }
    public required Instant At { get; init; }

    /// <summary>An e-mail address, or <see cref="Rules"/>.</summary>
    public required string By { get; init; }

    /// <summary>One lower-case verb in the past, such as <c>resolved</c>.</summary>
    public required string Act { get; init; }
    public string? Note { get; init; }

    /// <summary>What the act changed; null on both sides where it only said something.</summary>
    public CaseMark? Before { get; init; }
    public CaseMark? After { get; init; }
}
