using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Portal.Map;

/// <summary>Where a parcel has been.</summary>
public static class Way
{
    /// <summary>The places of what moved it, oldest first, each once while it stays there.</summary>
    public static IReadOnlyList<Stop> Of(Timeline timeline)
    {
        var stops = new List<Stop>();
        foreach (var line in timeline.Lines)
        {
            if (line is not { Moves: true, Withdrawn: false, Place: { } place })
                continue;
            var stop = new Stop(place, line.Time?.Local.Date, Locate(place, timeline.Lane));
            if (stops.Count == 0 || !IsSame(stops[^1], stop))
                stops.Add(stop);
        }
        // A country says nothing beside a town in it.
        return [.. stops.Where((stop, i) => !IsCountry(stop) || !(i > 0 && IsIn(stops[i - 1], stop)) && !(i + 1 < stops.Count && IsIn(stops[i + 1], stop)))];
    }

    /// <summary>The towns of the stops that can be located, none twice in a row; empty where no leg lies between them.</summary>
    public static IReadOnlyList<Town> Towns(IReadOnlyList<Stop> stops)
    {
        var towns = new List<Town>();
        foreach (var stop in stops)
        {
            if (stop.Town is { } town && (towns.Count == 0 || towns[^1] != town))
                towns.Add(town);
        }
        return towns.Count < 2 ? [] : towns;
    }

    /// <summary>Where no country was said, a town that one end of the lane has and the other has not.</summary>
    private static Town? Locate(Place place, Lane lane)
    {
        if (place.Country is not null)
            return Gazetteer.Find(place);
        var (here, there) = (Gazetteer.Find(place with { Country = lane.Origin }), Gazetteer.Find(place with { Country = lane.Destination }));
        return here is null || there is null || here == there ? here ?? there : null;
    }

    private static bool IsSame(Stop one, Stop other) =>
        one.Town is { } town ? town == other.Town : other.Town is null && (one.Place.City ?? one.Place.Text) == (other.Place.City ?? other.Place.Text);

    private static bool IsCountry(Stop stop) => stop.Town is null && stop.Place.City is null && stop.Place.Text == stop.Place.Country;

    private static bool IsIn(Stop stop, Stop country) => stop.Place.Country == country.Place.Country;
}
