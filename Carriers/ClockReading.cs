using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>A printed clock and what a policy of <see cref="Clocks"/> made of it.</summary>
/// <param name="Printed">All its fields exactly as printed, joined by a blank; empty where none was: <see cref="Statement.Clock"/>.</param>
/// <param name="WallClock">The wall clock in ISO form, or as printed where it cannot be read: <see cref="Statement.WallClock"/>.</param>
/// <param name="Time">Null where the clock cannot be read; the event is kept all the same.</param>
public readonly record struct ClockReading(string Printed, string WallClock, EventTime? Time)
{
    /// <summary>For carriers that print midnight where they only know the day: midnight is the day, whatever offset stands beside it.</summary>
    public ClockReading MidnightIsDay() =>
        Time is { } time && time.Local.TimeOfDay == LocalTime.Midnight ? this with { Time = EventTime.OnDay(time.Local.Date) } : this;

    /// <summary>The same clock with another field of it printed beside.</summary>
    public ClockReading Beside(string? printed) => string.IsNullOrEmpty(printed) ? this : this with { Printed = (Printed + " " + printed).Trim() };

    /// <summary>The zone of a country, where the clock itself earned no offset and all of the country's zones keep the same hour at that moment.</summary>
    public ClockReading OrPlace(string? country) => Time is { Basis: TimeBasis.Unknown } time && CountryZones.FindTime(country, time.Local) is { } there
        ? this with { Time = there } : this;

    /// <summary>The zone of a place, where the clock itself earned no offset: by its country, else by its state and city.</summary>
    public ClockReading OrPlace(Place? place) => Time is { Basis: TimeBasis.Unknown } time && place is not null && PlaceZones.FindTime(place, time.Local) is { } there
        ? this with { Time = there } : this;

    /// <summary>A zone we assume, where the clock itself earned no offset.</summary>
    public ClockReading OrAssumed(DateTimeZone zone) => Time is { Basis: TimeBasis.Unknown } time
        ? this with { Time = EventTime.InZone(time.Local, zone, TimeBasis.Assumed) } : this;

    /// <summary>The zone in which most people of a country live, assumed, where the clock itself earned no offset.</summary>
    public ClockReading OrAssumedIn(string? country) => Time is { Basis: TimeBasis.Unknown } time && MainZones.FindTime(country, time.Local) is { } there ? this with { Time = there } : this;

    /// <summary>The same clock as it was printed before its parts were put in order.</summary>
    public ClockReading PrintedAs(string? printed) => this with { Printed = PlainText.Clean(printed, PlainText.Label) ?? "" };
}
