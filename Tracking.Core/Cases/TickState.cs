namespace Tracking.Core.Cases;

/// <summary>How a step of a case stands.</summary>
public enum TickState
{
    Open,
    Done,

    /// <summary>Left out, with a reason.</summary>
    Skipped,

    /// <summary>Its letter to the buyer is in the outbox, or has left.</summary>
    Sent,
}
