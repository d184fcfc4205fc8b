using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Core.Events;

/// <summary>When an event happened: the clock at the place, with an instant only where the offset was earned.</summary>
public readonly record struct EventTime
{
    /// <summary>The wall clock at the place; midnight where only the day is known.</summary>
    public required LocalDateTime Local { get; init; }
    public required TimeBasis Basis { get; init; }

    /// <summary>The offset earned, null for <see cref="TimeBasis.DateOnly"/> and <see cref="TimeBasis.Unknown"/>.</summary>
    public Offset? Offset { get; init; }

    /// <summary>How the instant was chosen where the zone's clocks were changed over this hour; null for nearly all.</summary>
    public ClockChange? Change { get; init; }

    // What follows from the rest is not stored.
    [JsonIgnore]
    public Instant? Instant => Offset is { } offset ? Local.WithOffset(offset).ToInstant() : null;

    [JsonIgnore]
    public bool IsDateOnly => Basis is TimeBasis.DateOnly;

    /// <summary>An offset that the carrier printed and means.</summary>
    public static EventTime Stated(LocalDateTime local, Offset offset) => new() { Local = local, Offset = offset, Basis = TimeBasis.Stated };

    /// <summary>A wall clock in a zone; one that a change of its offset skipped or repeated is marked.</summary>
    public static EventTime InZone(LocalDateTime local, DateTimeZone zone, TimeBasis basis)
    {
        var mapping = zone.MapLocal(local);
        return new()
        {
            Local = local,
            Offset = mapping.EarlyInterval.WallOffset,
            Basis = basis,
            Change = mapping.Count switch { 0 => ClockChange.Skipped, 2 => ClockChange.Repeated, _ => null },
        };
    }

    /// <summary>A wall clock in one of several zones, where all of them keep the same hour at that moment; else null.</summary>
    public static EventTime? InEither(LocalDateTime local, ReadOnlySpan<DateTimeZone> zones, TimeBasis basis)
    {
        EventTime? agreed = null;
        foreach (var zone in zones)
        {
            var time = InZone(local, zone, basis);
            if (agreed is { } other && other.Offset != time.Offset)
                return null;
            agreed ??= time;
        }
        return agreed;
    }

    /// <summary>A day without an hour.</summary>
    public static EventTime OnDay(LocalDate day) => new() { Local = day.AtMidnight(), Basis = TimeBasis.DateOnly };

    /// <summary>A wall clock whose zone nobody told.</summary>
    public static EventTime Unplaced(LocalDateTime local) => new() { Local = local, Basis = TimeBasis.Unknown };

    /// <summary>The span of instants in which the event can have happened: one instant where earned, else every offset from +14 to -12 hours.</summary>
    public Interval Possible()
    {
        if (Instant is { } instant)
            return new Interval(instant, instant);
        var end = IsDateOnly ? Local.PlusDays(1) : Local;
        return new Interval(Local.WithOffset(NodaTime.Offset.FromHours(14)).ToInstant(), end.WithOffset(NodaTime.Offset.FromHours(-12)).ToInstant());
    }

    /// <summary><c>2026-11-22 13:58 -05:00</c>, with <c>?</c> where the offset is not earned no hour where none was said, <c>~</c> where it was assumed,
    /// and <c>skipped</c> or <c>repeated</c> where the clocks were changed over it.</summary>
    public override string ToString() => IsDateOnly
        ? LocalDatePattern.Iso.Format(Local.Date)
        : Local.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture) + (Offset is { } offset ? " " + OffsetPattern.GeneralInvariant.Format(offset) : " ?")
            + (Basis is TimeBasis.Assumed ? "~" : "") + Change switch { ClockChange.Skipped => " skipped", ClockChange.Repeated => " repeated", _ => "" };
}
