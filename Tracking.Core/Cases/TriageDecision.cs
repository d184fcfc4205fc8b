namespace Tracking.Core.Cases;

/// <summary>Whether an act may happen, and what it makes of the case.</summary>
public abstract record TriageDecision
{
    private TriageDecision()
    {
    }

    /// <param name="Act">The verb for the audit.</param>
    /// <param name="After">The case as it becomes.</param>
    /// <param name="Note">The trimmed note; null where none was given.</param>
    public sealed record Done(string Act, Case After, string? Note) : TriageDecision;

    /// <param name="Why">A sentence for the person who asked.</param>
    public sealed record Refused(string Why) : TriageDecision;
}
