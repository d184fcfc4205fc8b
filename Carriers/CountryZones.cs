using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace Tracking.Carriers;

/// <summary>Countries and their zones, from the zone locations that NodaTime's TZDB carries.</summary>
public static class CountryZones
{
    // China keeps one time by law, and carriers print it in Xinjiang too; Urumqi's is the custom of people there.
    private static readonly FrozenDictionary<string, DateTimeZone[]> Zones = TzdbDateTimeZoneSource.Default.ZoneLocations!
        .Where(location => location.ZoneId != "Asia/Urumqi")
        .GroupBy(location => location.CountryCode, location => TzdbDateTimeZoneSource.Default.ForId(location.ZoneId))
        .ToFrozenDictionary(country => country.Key, country => country.ToArray());

    private static readonly FrozenDictionary<string, string> Codes = TzdbDateTimeZoneSource.Default.ZoneLocations!
        .GroupBy(location => location.CountryName, location => location.CountryCode)
        .ToFrozenDictionary(country => country.Key, country => country.First(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The ISO 3166 alpha-2 code that a carrier means by a code or an English name; null where it is none.</summary>
    public static string? Find(string? said) => said?.Trim() switch
    {
        { Length: 2 } code when Zones.ContainsKey(code.ToUpperInvariant()) => code.ToUpperInvariant(),
        { Length: > 2 } name => Codes.GetValueOrDefault(name),
        _ => null,
    };

    /// <summary>The offset of a country at a wall clock; null where it is not known, or where its zones differ then.</summary>
    public static Offset? OffsetAt(string? country, LocalDateTime local)
    {
        if (Find(country) is not { } code)
            return null;
        var offsets = Zones[code].Select(zone => zone.AtLeniently(local).Offset).Distinct().Take(2).ToArray();
        return offsets is [var only] ? only : null;
    }
}
