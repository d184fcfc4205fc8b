using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>What became of an act on a case.</summary>
public abstract record TriageOutcome
{
    private TriageOutcome()
    {
    }

    /// <param name="Stroke">What to undo it by.</param>
    public sealed record Done(Case After, Guid Stroke) : TriageOutcome;

    public sealed record Refused(string Why) : TriageOutcome;

    /// <summary>Somebody acted since the case was seen; nothing was written.</summary>
    public sealed record Overtaken(string By, Instant At, string Act) : TriageOutcome;

    /// <summary>No such case.</summary>
    public sealed record Absent : TriageOutcome;
}
