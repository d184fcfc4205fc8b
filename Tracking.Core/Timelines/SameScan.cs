using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>Whether two statements tell of one scan: the answer is the reason, shown beside the source, or null where they are two.</summary>
public static class SameScan
{
    /// <summary>A clock can be read wrong by no more than the world's offsets are apart.</summary>
    private static readonly Duration MostShift = Duration.FromHours(14);

    /// <summary>True for a reason that leaves no room for another scan.</summary>
    internal static bool IsSure(SameScanReason because) => because is not (SameScanReason.SameDay or SameScanReason.Shifted or SameScanReason.UniversalClock);

    /// <summary>Why <paramref name="other"/> tells of the scan that <paramref name="leader"/> tells of; null where it tells of another.</summary>
    public static SameScanReason? Because(SourcedEvent leader, SourcedEvent other)
    {
        var (read, told) = (leader.Event.Read, other.Event.Read);
        if (read.Milestone is { } one && told.Milestone is { } two && one != two && one is not Milestone.InTransit && two is not Milestone.InTransit)
            return null;
        if (read.Class != told.Class || read.Time is not { } a || told.Time is not { } b || read.Withdraws != told.Withdraws || !Compatible(read.Place, told.Place))
            return null;
        if (SameTeller(leader.Event.Said, other.Event.Said))
            return IsRestated(leader.Event, other.Event, a, b) ? SameScanReason.Restated : IsReworded(leader, other, a, b) ? SameScanReason.Reworded : null;

        if (read.Milestone is { } both && both == told.Milestone)
        {
            return SameTime(a, b)
                ?? (leader.Event.Said.Carrier != other.Event.Said.Carrier && IsShifted(a, b) && SamePlace(read.Place, told.Place) ? SameScanReason.Shifted : null);
        }
        if (SameTime(a, b) is not (SameScanReason.SameInstant or SameScanReason.SameMinute))
            return null;
        if (read.Milestone is null || told.Milestone is null)
        {
            return SameWords(leader.Event.Said.Wording, other.Event.Said.Wording) || a.Local.Second != 0 && a.Local.Second == b.Local.Second
                ? SameScanReason.SameInstantUnread : null;
        }
        return read.Milestone is Milestone.InTransit != told.Milestone is Milestone.InTransit && read.Milestone?.StageOf() == told.Milestone?.StageOf()
            ? SameScanReason.SameInstantCoarser : null;
    }

    /// <summary>The same code for the same moment, in another zone or with its place spelled anew.</summary>
    private static bool IsRestated(TrackingEvent leader, TrackingEvent other, EventTime a, EventTime b)
    {
        if (leader.Said.Code is null || leader.Said.Code != other.Said.Code || leader.Said.SubCode != other.Said.SubCode || leader.Read.Milestone != other.Read.Milestone)
            return false;
        if (a.Instant != b.Instant || a.Instant is null && (IsDayOnly(a) || a.Local != b.Local))
            return false;
        return a.Offset != b.Offset || leader.Read.Place is null || other.Read.Place is null || SamePlace(leader.Read.Place, other.Read.Place);
    }

    /// <summary>
    /// A source without codes that told the same moment in other words, later: what it tells in one answer are two things, however alike
    /// their clocks.
    /// </summary>
    private static bool IsReworded(SourcedEvent leader, SourcedEvent other, EventTime a, EventTime b) =>
        leader.Event.Said.Code is null && other.Event.Said.Code is null && leader.ReceivedAt != other.ReceivedAt
        && !IsDayOnly(a) && a.Local == b.Local && a.Offset == b.Offset
        && (leader.Event.Read.Place is null || other.Event.Read.Place is null || SamePlace(leader.Event.Read.Place, other.Event.Read.Place));

    /// <summary>True where both were told by one source under one number about one carrier: such a pair is two scans, unless one restates the other.</summary>
    internal static bool SameTeller(Statement one, Statement other) =>
        one.Source == other.Source && one.Number == other.Number && one.Carrier == other.Carrier && one.Part == other.Part;

    /// <summary>True where the clock tells a day and no more: some sources print midnight for an hour they do not know.</summary>
    internal static bool IsDayOnly(EventTime time) => time.IsDateOnly || time.Local.TimeOfDay == LocalTime.Midnight;

    private static SameScanReason? SameTime(EventTime a, EventTime b)
    {
        if (IsDayOnly(a) || IsDayOnly(b))
            return a.Local.Date != b.Local.Date ? null : !IsDayOnly(a) || !IsDayOnly(b) ? SameScanReason.SameDay : a.Instant is { } p && p == b.Instant ? SameScanReason.SameInstant : SameScanReason.SameDay;
        if (a.Instant is { } one && b.Instant is { } two)
        {
            if (one == two)
                return SameScanReason.SameInstant;
            if (SameToTheMinute(one.InUtc().LocalDateTime, two.InUtc().LocalDateTime))
                return SameScanReason.SameMinute;
            return SameToTheMinute(a.Local, b.Local) ? SameScanReason.SameClockOtherOffset : null;
        }
        if (SameToTheMinute(a.Local, b.Local))
            return SameScanReason.SameClockNoOffset;
        return a.Instant is { } known && SameToTheMinute(known.InUtc().LocalDateTime, b.Local)
            || b.Instant is { } known2 && SameToTheMinute(known2.InUtc().LocalDateTime, a.Local) ? SameScanReason.UniversalClock : null;
    }

    /// <summary>Equal, or equal to the minute where one of them has no seconds.</summary>
    private static bool SameToTheMinute(LocalDateTime a, LocalDateTime b) =>
        a == b || (a.Second == 0 || b.Second == 0) && a.Date == b.Date && a.Hour == b.Hour && a.Minute == b.Minute;

    private static bool IsShifted(EventTime a, EventTime b)
    {
        if (IsDayOnly(a) || IsDayOnly(b))
            return false;
        var apart = a.Instant is { } one && b.Instant is { } two ? one - two : a.Local.Since(b.Local);
        if (apart < Duration.Zero)
            apart = -apart;
        return apart <= MostShift && apart.TotalMinutes % 15 == 0;
    }

    private static bool Compatible(Place? a, Place? b) =>
        a?.Country is null || b?.Country is null || a.Country == b.Country;

    private static bool SamePlace(Place? a, Place? b) =>
        a is not null && b is not null && (SameWords(a.Text, b.Text) || SameWords(a.City, b.City));

    private static bool SameWords(string? a, string? b) => a is not null && b is not null && (a == b || Spelling.Plain(a) is { Length: > 0 } plain && plain == Spelling.Plain(b));
}
