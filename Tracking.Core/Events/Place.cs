namespace Tracking.Core.Events;

/// <summary>Where something happened, as far as it was said; every part may be missing.</summary>
public sealed record Place
{
    /// <summary>As printed, or the printed parts joined.</summary>
    public required string Text { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }
    public string? City { get; init; }
    public string? Region { get; init; }
    public string? Postcode { get; init; }
    public string? Facility { get; init; }
}
