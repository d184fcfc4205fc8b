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

    /// <summary>Out of the queue until then.</summary>
    public sealed record Snooze(Instant Until, string? Note) : TriageAct;

    public sealed record Resolve(string? Note) : TriageAct;

    public sealed record Dismiss(string? Note) : TriageAct;

    public sealed record Reopen(string? Note) : TriageAct;

    /// <summary>Only says something.</summary>
    public sealed record AddNote(string? Text) : TriageAct;
}
