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

    // Territories with a code of their own that carriers print under the country whose post serves them, and the other way round.
    private static readonly string[] Served =
    [
        "US PR GU VI AS MP UM FM MH PW", "FR GP MQ GF RE YT PM BL MF NC PF WF TF MC AD", "GB GG JE IM GI", "DK GL FO", "NL AW CW SX BQ", "NO SJ BV", "FI AX", "AU CX CC NF HM", "NZ TK NU CK",
        "CN HK MO TW", "IT SM VA", "CH LI", "ES AD", "RS XK",
    ];

    /// <summary>True for one country, and for two codes that carriers do not keep apart.</summary>
    public static bool ShareAPost(string one, string other) =>
        one == other || Array.Exists(Served, served => served.Contains(one, StringComparison.Ordinal) && served.Contains(other, StringComparison.Ordinal));
}
