using System.Text.Json.Serialization;

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

    /// <summary>A short name to count places by, as in <c>CURITIBA, BR</c>: the facility, else the city, else what was printed, with the country.</summary>
    [JsonIgnore]
    public string Site
    {
        get
        {
            var name = (Facility ?? City ?? Text).Trim().ToUpperInvariant();
            if (name.Length > 60)
                name = name[..60];
            return Country is null || name.EndsWith(", " + Country, StringComparison.Ordinal) ? name : $"{name}, {Country}";
        }
    }
}
