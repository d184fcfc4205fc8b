namespace Tracking.Core.Lanes;

/// <summary>What a wait ends with.</summary>
public enum Until
{
    NextPhase, Delivery,

    /// <summary>Any next scan: how long silence after a scan is usual.</summary>
    NextScan,

    /// <summary>From presented to customs to its release, or any scan beyond it in the country.</summary>
    Release,

    /// <summary>The same from held by customs.</summary>
    ReleaseOfHeld,

    /// <summary>From the pickup point into the recipient's hands.</summary>
    Collected,
}
