using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace Tracking.Core.Timelines;

/// <summary>The zones of a country, from TZDB.</summary>
internal static class CountryZones
{
    private static readonly FrozenDictionary<string, DateTimeZone[]> Zones =
        (TzdbDateTimeZoneSource.Default.ZoneLocations ?? throw new InvalidOperationException("This TZDB has no zone locations."))
        .GroupBy(location => location.CountryCode)
        .ToFrozenDictionary(country => country.Key, country => country.Select(location => DateTimeZoneProviders.Tzdb[location.ZoneId]).ToArray());

    /// <summary>The one zone of <paramref name="country"/>; null where it has several. China's carriers all keep Beijing's.</summary>
    public static DateTimeZone? FindOnly(string? country) =>
        country is "CN" ? DateTimeZoneProviders.Tzdb["Asia/Shanghai"]
        : country is not null && Zones.TryGetValue(country, out var zones) && zones.Length == 1 ? zones[0] : null;

    /// <summary>The instant at which <paramref name="day"/> has ended everywhere in <paramref name="country"/>; everywhere on earth where it is not known.</summary>
    public static Instant EndOf(LocalDate day, string? country)
    {
        var midnight = day.PlusDays(1).AtMidnight();
        return country is not null && Zones.TryGetValue(country, out var zones)
            ? zones.Max(zone => zone.AtLeniently(midnight).ToInstant())
            : midnight.WithOffset(Offset.FromHours(-12)).ToInstant();
    }
}
