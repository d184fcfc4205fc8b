using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>What became of an act on a playbook, or on a step of one.</summary>
public abstract record PlaybookOutcome
{
    private PlaybookOutcome()
    {
    }

    public sealed record Done : PlaybookOutcome;

    /// <param name="Why">A sentence for the person who asked.</param>
    public sealed record Refused(string Why) : PlaybookOutcome;

    /// <summary>Somebody acted on the same since it was seen; nothing was written.</summary>
    public sealed record Overtaken(string By, Instant At, string Act) : PlaybookOutcome;
}
