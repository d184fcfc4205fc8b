namespace Tracking.Portal.Ops;

/// <summary>Which document of the evidence is shown.</summary>
public enum EvidencePart
{
    /// <summary>The facts that a claim or a dispute asks for.</summary>
    Cover,

    /// <summary>All lines with their sources.</summary>
    Timeline,

    /// <summary>Both, on a page with the button to download the pack.</summary>
    Page,
}
