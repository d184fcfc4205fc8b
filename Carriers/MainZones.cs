using System.Collections.Frozen;
using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>The zone in which most people of a country live, to be assumed where a carrier names only the country.</summary>
public static class MainZones
{
    private static readonly FrozenDictionary<string, DateTimeZone> Zones = new Dictionary<string, string>
    {
        ["AU"] = "Australia/Sydney", ["BR"] = "America/Sao_Paulo", ["CA"] = "America/Toronto", ["CD"] = "Africa/Kinshasa", ["CL"] = "America/Santiago", ["EC"] = "America/Guayaquil",
        ["ES"] = "Europe/Madrid", ["GL"] = "America/Nuuk", ["ID"] = "Asia/Jakarta", ["KZ"] = "Asia/Almaty", ["MN"] = "Asia/Ulaanbaatar", ["MX"] = "America/Mexico_City",
        ["NZ"] = "Pacific/Auckland", ["PF"] = "Pacific/Tahiti", ["PG"] = "Pacific/Port_Moresby", ["PT"] = "Europe/Lisbon", ["RU"] = "Europe/Moscow", ["UA"] = "Europe/Kyiv",
        ["US"] = "America/New_York",
    }.ToFrozenDictionary(zone => zone.Key, zone => DateTimeZoneProviders.Tzdb[zone.Value]);

    /// <summary>A wall clock in the country's main zone, assumed; null where the country is not known.</summary>
    /// <param name="country">A code or an English name.</param>
    public static EventTime? FindTime(string? country, LocalDateTime local) => CountryZones.Find(country) is not { } code ? null
        : Zones.TryGetValue(code, out var zone) ? EventTime.InZone(local, zone, TimeBasis.Assumed)
        : CountryZones.FindTime(code, local) is { } time ? time with { Basis = TimeBasis.Assumed } : null;
}
