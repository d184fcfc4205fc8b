using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>The playbook of a case: the one its first step was done by, and before that the one that fits it now.</summary>
public sealed record CasePlaybook
{
    public required Case Case { get; init; }
    public required CaseFacts Facts { get; init; }

    /// <summary>Since when it is wrong.</summary>
    public required Instant Since { get; init; }

    /// <summary>Null where none fits.</summary>
    public Playbook? Playbook { get; init; }
    public int Version { get; init; }

    /// <summary>True once a step of it was done.</summary>
    public bool IsTakenUp { get; init; }

    /// <summary>Another that fits the case better by now, or a newer version of this; null where this is it.</summary>
    public (Playbook Playbook, int Version)? Better { get; init; }
    public required IReadOnlyList<CaseStep> Steps { get; init; }
}
