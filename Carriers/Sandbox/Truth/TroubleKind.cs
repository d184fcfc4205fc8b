namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>What goes wrong for many parcels at once.</summary>
public enum TroubleKind
{
    /// <summary>Nothing leaves one facility.</summary>
    Strike,

    /// <summary>Everything of one carrier in one country takes longer.</summary>
    Backlog,

    /// <summary>A carrier answers but has nothing new for anyone; what happened meanwhile is told at the end.</summary>
    DeadFeed,

    /// <summary>A whole country of origin stands still, as China does over the Spring Festival.</summary>
    Closed,
}
