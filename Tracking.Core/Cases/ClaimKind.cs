namespace Tracking.Core.Cases;

/// <summary>What a shop may ask of a carrier when something went wrong.</summary>
public enum ClaimKind
{
    /// <summary>That it looks for the parcel; most carriers want this before a claim.</summary>
    Search,

    /// <summary>That it pays for a lost parcel.</summary>
    Loss,

    /// <summary>That it pays for a damaged one.</summary>
    Damage,

    /// <summary>That it pays back a guaranteed service that came late.</summary>
    Delay,
}
