namespace Tracking.Jobs;

/// <summary>How a trial of a carrier's credentials ended.</summary>
public enum TrialEnd
{
    /// <summary>It knows us, and looked the number up.</summary>
    Answers,

    /// <summary>It does not know us, or does not let us ask.</summary>
    Refused,

    /// <summary>It knows us and asks us to wait.</summary>
    Throttled,

    /// <summary>No answer, or none that can be read.</summary>
    Silent,

    /// <summary>Nothing was sent.</summary>
    NotAsked,
}
