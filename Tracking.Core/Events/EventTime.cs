using System.Globalization;
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

    public Instant? Instant => Offset is { } offset ? Local.WithOffset(offset).ToInstant() : null;

    public bool IsDateOnly => Basis is TimeBasis.DateOnly;

    /// <summary>An offset that the carrier printed and means.</summary>
    public static EventTime Stated(LocalDateTime local, Offset offset) => new() { Local = local, Offset = offset, Basis = TimeBasis.Stated };

    /// <summary>A wall clock in a zone; skipped hours move forward, repeated ones take the earlier (NodaTime's lenient rule).</summary>
    public static EventTime InZone(LocalDateTime local, DateTimeZone zone, TimeBasis basis) =>
        new() { Local = local, Offset = zone.AtLeniently(local).Offset, Basis = basis };

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

    /// <summary><c>2026-11-22 13:58 -05:00</c>, with <c>?</c> where the offset is not earned and no hour where none was said.</summary>
    public override string ToString() => IsDateOnly
        ? LocalDatePattern.Iso.Format(Local.Date)
        : Local.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture) + (Offset is { } offset ? " " + OffsetPattern.GeneralInvariant.Format(offset) : " ?")
            + (Basis is TimeBasis.Assumed ? "~" : "");
}
