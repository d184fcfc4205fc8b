using NodaTime;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Whether a leg can be asked about now; who is asked by name, where somebody is.</summary>
public abstract record AskOutlook
{
    private AskOutlook()
    {
    }

    /// <summary>At once.</summary>
    public sealed record Free(string Asked) : AskOutlook;

    /// <summary>It failed, or asks us to wait: not before then.</summary>
    public sealed record Waits(string Asked, Instant Until) : AskOutlook;

    /// <summary>The day's requests are used up; the next day begins then.</summary>
    public sealed record UsedUp(string Asked, Instant Until) : AskOutlook;

    /// <summary>Somebody paused it, and nobody else is asked about it.</summary>
    public sealed record Paused(string Asked, AccountPause Pause) : AskOutlook;

    /// <summary>Nobody can be asked, and why, in a sentence.</summary>
    public sealed record NotPolled(string Why) : AskOutlook;
}
