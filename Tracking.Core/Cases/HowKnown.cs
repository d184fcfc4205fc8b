namespace Tracking.Core.Cases;

/// <summary>How well a fact about a carrier is known.</summary>
public enum HowKnown
{
    /// <summary>[V] read in the carrier's own pages or contract.</summary>
    Verified,

    /// <summary>[T] told by third parties only.</summary>
    ThirdParty,

    /// <summary>[R] recalled, not checked.</summary>
    Recalled,

    /// <summary>[I] inferred.</summary>
    Inferred,
}
