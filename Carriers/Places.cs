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
        (city, region, postcode, facility) = (Said(city), Said(region), Said(postcode), Said(facility));
        var text = Join(", ", Join(", ", facility, city), Join(" ", region, postcode)) ?? Said(country);
        return text is null ? null : new Place
        {
            Text = PlainText.Clean(text, PlainText.Label)!,
            Country = CountryZones.Find(country),
            City = city,
            Region = region,
            Postcode = postcode,
            Facility = facility,
        };
    }

    private static string? Join(string between, string? one, string? other) => one is null ? other : other is null ? one : string.Concat(one, between, other);

    private static string? Said(string? part) => PlainText.Clean(part, PlainText.Label);
}
