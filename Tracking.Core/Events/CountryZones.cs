using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace Tracking.Core.Events;

/// <summary>Countries and their zones, from the zone locations that NodaTime's TZDB carries.</summary>
public static class CountryZones
{
    // China keeps one time by law, and carriers print it in Xinjiang too; Urumqi's is the custom of people there.
    private static readonly FrozenDictionary<string, DateTimeZone[]> Zones = TzdbDateTimeZoneSource.Default.ZoneLocations!
        .Where(location => location.ZoneId != "Asia/Urumqi")
        .GroupBy(location => location.CountryCode, location => DateTimeZoneProviders.Tzdb[location.ZoneId])
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

    /// <summary>The offset of a wall clock in a country; null where the country is not known, or where its zones differ then.</summary>
    /// <param name="country">A code or an English name.</param>
    public static Offset? FindOffset(string? country, LocalDateTime local) => FindTime(country, local)?.Offset;

    /// <summary>A wall clock in a country, earned by the place; null where the country is not known, or where its zones differ then.</summary>
    /// <param name="country">A code or an English name.</param>
    public static EventTime? FindTime(string? country, LocalDateTime local) =>
        Find(country) is { } code ? EventTime.InEither(local, Zones[code], TimeBasis.Place) : null;

    /// <summary>The zones of a country; empty where it is not known.</summary>
    /// <param name="country">A code or an English name.</param>
    public static IReadOnlyList<DateTimeZone> ZonesOf(string? country) => Find(country) is { } code ? Zones[code] : [];

    /// <summary>The instant at which <paramref name="day"/> has ended everywhere in a country; everywhere on earth where the country is not known.</summary>
    /// <param name="country">A code or an English name.</param>
    public static Instant EndOf(LocalDate day, string? country)
    {
        var midnight = day.PlusDays(1).AtMidnight();
        return Find(country) is { } code
            ? Zones[code].Max(zone => zone.AtLeniently(midnight).ToInstant())
            : midnight.WithOffset(Offset.FromHours(-12)).ToInstant();
    }

    /// <summary>The zone in the middle of a country, for what needs no more than the day there; UTC where the country is not known.</summary>
    public static DateTimeZone MiddleOf(string? country, Instant at) =>
        Find(country) is { } code && Zones[code] is { Length: > 0 } zones ? zones.OrderBy(zone => zone.GetUtcOffset(at)).ElementAt(zones.Length / 2) : DateTimeZone.Utc;
}
