using System.Collections.Frozen;
using NodaTime;

namespace Tracking.Core.Events;

/// <summary>
/// Zones of states and cities, in countries that keep several hours at once. Source: GeoNames' cities (CC BY 4.0) laid over the zone boundaries of
/// timezone-boundary-builder, with the codes of ISO 3166-2; <c>PlaceZones.mjs</c> makes the table.
/// </summary>
public static class PlaceZones
{
    /// <summary>A state that says no city is assumed to be in the zone of its towns where nearly all of them share one.</summary>
    private const double NearlyAll = 0.95;

    private static readonly Lazy<FrozenDictionary<string, Country>> Countries = new(Load);

    /// <summary>
    /// A wall clock at a place: by its country where that keeps one hour, else by its city and state, as far as they were said. Null where nothing decides.
    /// </summary>
    /// <returns>Basis <see cref="TimeBasis.Place"/>; <see cref="TimeBasis.Assumed"/> where a state alone was said and nearly all of it shares a zone.</returns>
    public static EventTime? FindTime(Place place, LocalDateTime local)
    {
        if (CountryZones.FindTime(place.Country, local) is { } certain)
            return certain;
        if (CountryZones.Find(place.Country) is not { } code || !Countries.Value.TryGetValue(code, out var country))
            return null;
        var parts = place.Text.Split(',', ';', '/', '|');
        var region = place.Region is { } said ? country.Region(said) : null;
        for (var i = parts.Length - 1; i >= 0 && region is null; i--)
            region = RegionIn(parts[i], parts.Length > 1, country);
        if (region is { Zones.Length: 1 })
            return EventTime.InEither(local, region.Zones, TimeBasis.Place);
        foreach (var town in (ReadOnlySpan<string?>)[place.City, place.Facility, .. parts])
        {
            if (town is not null && (region?.Towns ?? country.Towns).TryGetValue(Spelling.Plain(town), out var zones) && EventTime.InEither(local, zones, TimeBasis.Place) is { } there)
                return there;
        }
        if (region is null)
            return TownZones(place.Text, country) is { } zones ? EventTime.InEither(local, zones, TimeBasis.Place) : null;
        return EventTime.InEither(local, region.Zones, TimeBasis.Place)
            ?? (region.Share >= NearlyAll ? EventTime.InZone(local, region.Zones[0], TimeBasis.Assumed) : null);
    }

    /// <summary>The zones in which a state has towns, the one with most of them first; empty where the country keeps one hour or has no such state.</summary>
    public static IReadOnlyList<DateTimeZone> ZonesOf(string country, string region) =>
        Countries.Value.TryGetValue(country, out var found) ? found.Region(region)?.Zones ?? [] : [];

    /// <summary>A state in a part of a text: its name where no town has the same, its code only behind a town, alone or before a postcode.</summary>
    private static Region? RegionIn(string part, bool hasTown, Country country)
    {
        var words = part.Trim();
        if (words.Length > 3 && country.Region(words) is { } named && !country.Towns.ContainsKey(Spelling.Plain(words)))
            return named;
        var end = words.IndexOf(' ');
        var code = end > 0 && words.AsSpan(end).ContainsAnyInRange('0', '9') ? words[..end] : words;
        return hasTown && code.Length is 2 or 3 ? country.Region(code) : null;
    }

    /// <summary>The zones of the town before a code of its state, without anything between them: <c>ISC NEW YORK NY(USPS)</c>.</summary>
    private static DateTimeZone[]? TownZones(string text, Country country)
    {
        var words = text.Split('(')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words[^1].Length is not (2 or 3) || !words[^1].All(char.IsAsciiLetterUpper) || country.Region(words[^1]) is not { } region)
            return null;
        for (var i = 0; i < words.Length - 1; i++)
        {
            var town = Spelling.Plain(string.Concat(words[i..^1]));
            if (region.Towns.TryGetValue(town, out var zones) || region.Towns.TryGetValue(town + "CITY", out zones))
                return zones;
        }
        return null;
    }

    private static FrozenDictionary<string, Country> Load()
    {
        using var stream = typeof(PlaceZones).Assembly.GetManifestResourceStream("Tracking.Core.Events.PlaceZones.txt")!;
        using var reader = new StreamReader(stream);
        var countries = new Dictionary<string, Country>();
        Country? country = null;
        Region? region = null;
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split('|');
            switch (parts[0])
            {
                case "country":
                    countries[parts[1]] = country = new Country();
                    break;
                case "region":
                    region = new Region();
                    foreach (var name in parts.AsSpan(1))
                        country!.Add(name, region);
                    break;
                default:
                    var zone = DateTimeZoneProviders.Tzdb[parts[0]];
                    region!.Add(zone, parts.Length - 1);
                    foreach (var town in parts.AsSpan(1))
                    {
                        var plain = Spelling.Plain(town);
                        Add(country!.Towns, plain, zone);
                        Add(region.Towns, plain, zone);
                    }
                    break;
            }
        }
        return countries.ToFrozenDictionary();
    }

    private static void Add(Dictionary<string, DateTimeZone[]> towns, string town, DateTimeZone zone)
    {
        if (!towns.TryGetValue(town, out var known))
            towns[town] = [zone];
        else if (!known.Contains(zone))
            towns[town] = [.. known, zone];
    }

    private sealed class Country
    {
        private readonly Dictionary<string, Region> _regions = [];

        /// <summary>Every zone in which the country has a town of this name.</summary>
        public Dictionary<string, DateTimeZone[]> Towns { get; } = [];

        public void Add(string name, Region region) => _regions.TryAdd(Spelling.Plain(name), region);

        public Region? Region(string said) => _regions.GetValueOrDefault(Spelling.Plain(said));
    }

    private sealed class Region
    {
        private int _first;
        private int _all;

        /// <summary>Its zones, the one with most towns first.</summary>
        public DateTimeZone[] Zones { get; private set; } = [];

        public Dictionary<string, DateTimeZone[]> Towns { get; } = [];

        /// <summary>The first zone's share of its towns.</summary>
        public double Share => (double)_first / _all;

        public void Add(DateTimeZone zone, int towns)
        {
            if (Zones.Length == 0)
                _first = towns;
            _all += towns;
            Zones = [.. Zones, zone];
        }
    }
}
