using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>What a person wants done with a case.</summary>
public abstract record TriageAct
{
    private TriageAct()
    {
    }

    /// <summary>"I have seen it and it is mine"; takes a case that nobody has.</summary>
    public sealed record Acknowledge(string? Note = null) : TriageAct;

    /// <summary>Gives it to somebody by e-mail address; null gives it back to all.</summary>
    public sealed record Assign(string? To, string? Note = null) : TriageAct;

    /// <summary>Out of the queue until then, or until something happens if that is sooner.</summary>
    public sealed record Snooze(Instant Until, string? Note, WakeOn? WakeOn = null) : TriageAct;

    public sealed record Resolve(string? Note) : TriageAct;

    public sealed record Dismiss(string? Note) : TriageAct;

    public sealed record Reopen(string? Note) : TriageAct;

    /// <summary>Only says something.</summary>
    public sealed record AddNote(string? Text) : TriageAct;

    /// <summary>Takes back what one act did, while nothing else has happened to the case since.</summary>
    /// <param name="Was">The case before that act.</param>
    /// <param name="Act">The verb of that act.</param>
    public sealed record Undo(CaseMark Was, string Act) : TriageAct;
}
