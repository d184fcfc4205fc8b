using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Notices;

/// <summary>The hours in which nobody is written to, by the clocks at a place; where they can be several, by all of them.</summary>
/// <param name="From">When the quiet begins, in the evening.</param>
/// <param name="Until">When it ends; the same as <paramref name="From"/>: never quiet.</param>
/// <param name="Zones">The zones that the place can lie in.</param>
public sealed record QuietHours(LocalTime From, LocalTime Until, IReadOnlyList<DateTimeZone> Zones)
{
    // Each hop moves on to a morning somewhere; where it is always night somewhere (the outlying islands of the United States), the first clock decides.
    private const int MostHops = 6;

    /// <summary>The zones a destination can lie in: all those of its country, for an order tells no town; UTC where nothing is known.</summary>
    public static IReadOnlyList<DateTimeZone> ZonesOf(string? country) => CountryZones.ZonesOf(country) is { Count: > 0 } zones ? zones : [DateTimeZone.Utc];

    /// <summary>The first moment from <paramref name="wanted"/> on at which no clock of the place is in its quiet hours.</summary>
    public Instant Next(Instant wanted)
    {
        if (From == Until)
            return wanted;
        var at = wanted;
        for (var hop = 0; hop < MostHops; hop++)
        {
            var before = at;
            foreach (var zone in Zones)
                at = EndOf(zone, at);
            if (at == before)
                return at;
        }
        return EndOf(Zones[0], wanted);
    }

    /// <summary>The end of the quiet hours a moment lies in, by one clock; the moment itself outside them. An hour that a change of the clocks skips ends with the change.</summary>
    private Instant EndOf(DateTimeZone zone, Instant moment)
    {
        var local = moment.InZone(zone).LocalDateTime;
        var quiet = From < Until ? local.TimeOfDay >= From && local.TimeOfDay < Until : local.TimeOfDay >= From || local.TimeOfDay < Until;
        if (!quiet)
            return moment;
        var morning = (local.TimeOfDay < Until ? local.Date : local.Date.PlusDays(1)) + Until;
        var end = zone.AtLeniently(morning).ToInstant();
        return end > moment ? end : moment;
    }
}
