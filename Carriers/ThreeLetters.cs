using System.Collections.Frozen;
using System.Globalization;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>ISO 3166 alpha-3, which some aggregators print. Source: the regions of the runtime's cultures.</summary>
public static class ThreeLetters
{
    private static readonly FrozenDictionary<string, string> Codes = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Where(culture => culture.Name.Length > 0).Select(culture => new RegionInfo(culture.Name)).Where(region => region is { TwoLetterISORegionName.Length: 2, ThreeLetterISORegionName.Length: 3 })
        .DistinctBy(region => region.ThreeLetterISORegionName).ToFrozenDictionary(region => region.ThreeLetterISORegionName, region => region.TwoLetterISORegionName, StringComparer.OrdinalIgnoreCase);

    /// <summary>The alpha-2 code that is meant by an alpha-3 code, an alpha-2 code or an English name; null where it is none.</summary>
    public static string? Find(string? said) => said?.Trim() is { Length: 3 } three && Codes.TryGetValue(three, out var two) ? two : CountryZones.Find(said);
}
