using NodaTime.Text;
using Tracking.Core.Events;

namespace Tracking.Portal.Live;

/// <summary>How clocks are written in answers: the day alone, the wall clock, the offset only where it was earned.</summary>
public static class ClockText
{
    private static readonly OffsetPattern Offsets = OffsetPattern.CreateWithInvariantCulture("+HH:mm");

    /// <summary><c>2026-11-22T13:58:00</c>, or <c>2026-11-22</c> where no hour was said.</summary>
    public static string Local(EventTime time) =>
        time.IsDateOnly ? LocalDatePattern.Iso.Format(time.Local.Date) : LocalDateTimePattern.GeneralIso.Format(time.Local);

    /// <summary><c>-05:00</c>, or null.</summary>
    public static string? Offset(EventTime time) => time.Offset is { } offset ? Offsets.Format(offset) : null;

    /// <summary><c>2026-11-22T18:58:00Z</c>, or null.</summary>
    public static string? Instant(EventTime time) => time.Instant is { } instant ? InstantPattern.General.Format(instant) : null;

    /// <summary>Wall clock and offset in one.</summary>
    public static string Whole(EventTime time) => Local(time) + Offset(time);
}
