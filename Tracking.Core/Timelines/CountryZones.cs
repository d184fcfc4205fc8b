using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace Tracking.Core.Timelines;

/// <summary>The zones of a country, from TZDB.</summary>
internal static class CountryZones
{
    private static readonly DateTimeZone Beijing = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    private static readonly FrozenDictionary<string, DateTimeZone[]> Zones =
        (TzdbDateTimeZoneSource.Default.ZoneLocations ?? throw new InvalidOperationException("This TZDB has no zone locations."))
        .GroupBy(location => location.CountryCode)
        .ToFrozenDictionary(country => country.Key, country => country.Select(location => DateTimeZoneProviders.Tzdb[location.ZoneId]).ToArray());

    /// <summary>The offset of a wall clock in <paramref name="country"/>; null where its zones disagree. China's carriers all keep Beijing's.</summary>
    public static Offset? FindOffset(string? country, LocalDateTime local)
    {
        if (country is "CN")
            return Beijing.AtLeniently(local).Offset;
        if (country is null || !Zones.TryGetValue(country, out var zones))
            return null;
        var offset = zones[0].AtLeniently(local).Offset;
        foreach (var zone in zones.AsSpan(1))
        {
            if (zone.AtLeniently(local).Offset != offset)
                return null;
        }
        return offset;
    }

    /// <summary>The instant at which <paramref name="day"/> has ended everywhere in <paramref name="country"/>; everywhere on earth where it is not known.</summary>
    public static Instant EndOf(LocalDate day, string? country)
    {
        var midnight = day.PlusDays(1).AtMidnight();
        return country is not null && Zones.TryGetValue(country, out var zones)
            ? zones.Max(zone => zone.AtLeniently(midnight).ToInstant())
            : midnight.WithOffset(Offset.FromHours(-12)).ToInstant();
    }
}
