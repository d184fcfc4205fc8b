using System.Collections.Frozen;
using NodaTime.TimeZones;

namespace Tracking.Core.Parcels;

/// <summary>Which two letters are a country. Source: ISO 3166-1 as TZDB's zone table has it, the two uninhabited ones, and Kosovo's XK, which carriers use.</summary>
public static class Countries
{
    private static readonly FrozenSet<string> All =
        (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).Select(zone => zone.CountryCode).Concat(["BV", "HM", "XK"]).ToFrozenSet();

    /// <summary>The code in upper case, or null where no country has it.</summary>
    public static string? Find(string? code) =>
        code?.Trim().ToUpperInvariant() is { Length: 2 } upper && All.Contains(upper) ? upper : null;
}
