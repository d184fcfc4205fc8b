using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>Makes places of printed parts.</summary>
public static class Places
{
    /// <summary>
    /// The place that the parts tell, its text like <c>HERNANDO, FL 34442</c>; the country stands in the text only where nothing else was said. Null where nothing was.
    /// </summary>
    /// <param name="country">A code or an English name.</param>
    public static Place? Of(string? city = null, string? region = null, string? postcode = null, string? country = null, string? facility = null)
    {
        var tail = Join(" ", region, postcode);
        var text = Join(", ", facility, city, tail) ?? Join("", country);
        return text is null ? null : new Place
        {
            Text = PlainText.Clean(text, PlainText.Label)!,
            Country = CountryZones.Find(country),
            City = Said(city),
            Region = Said(region),
            Postcode = Said(postcode),
            Facility = Said(facility),
        };
    }

    private static string? Join(string between, params ReadOnlySpan<string?> parts)
    {
        var said = new List<string>(parts.Length);
        foreach (var part in parts)
        {
            if (Said(part) is { } words)
                said.Add(words);
        }
        return said.Count == 0 ? null : string.Join(between, said);
    }

    private static string? Said(string? part) => PlainText.Clean(part, PlainText.Label);
}
