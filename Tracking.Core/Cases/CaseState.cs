namespace Tracking.Core.Cases;

/// <summary>Where a case stands: the first three wait for people, the last three are closed.</summary>
public enum CaseState
{
    Open,

    /// <summary>Somebody has it.</summary>
    Acknowledged,

    /// <summary>Out of the queue until a moment.</summary>
    Snoozed,

    /// <summary>A person mended it.</summary>
    Resolved,

    /// <summary>A person judged that nothing is wrong.</summary>
    Dismissed,

    /// <summary>Nothing is wrong any more: the rules closed it.</summary>
    Cleared,
}
