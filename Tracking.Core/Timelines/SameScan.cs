using System.Globalization;
using System.Text;
using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>Whether two statements tell of one scan: the answer is the reason, shown beside the source, or null where they are two.</summary>
public static class SameScan
{
    public const string Leads = "leads";
    public const string SameInstant = "same instant, same milestone";
    public const string SameMinute = "same minute, same milestone, told without seconds";
    public const string SameInstantCoarser = "same instant, told more coarsely";
    public const string SameInstantUnread = "same instant, a code nobody has mapped";
    public const string SameClockOtherOffset = "same wall clock, another offset";
    public const string SameClockNoOffset = "same wall clock, told without an offset";
    public const string UniversalClock = "same clock, told in UTC";
    public const string Shifted = "same milestone and place, shifted by whole quarter hours";
    public const string SameDay = "same day, same milestone, told without an hour";
    public const string Restated = "the same source again, restated";

    /// <summary>A clock can be read wrong by no more than the world's offsets are apart.</summary>
    private static readonly Duration MostShift = Duration.FromHours(14);

    /// <summary>The reasons from the surest to the weakest.</summary>
    private static readonly string[] BySureness =
        [SameInstant, SameMinute, SameInstantCoarser, SameInstantUnread, SameClockOtherOffset, SameClockNoOffset, UniversalClock, Restated, SameDay, Shifted];

    /// <summary>0 for the surest reason.</summary>
    internal static int Doubt(string because) => Array.IndexOf(BySureness, because);

    /// <summary>True for a reason that leaves no room for another scan.</summary>
    internal static bool IsSure(string because) => because is not (SameDay or Shifted or UniversalClock);

    /// <summary>Why <paramref name="other"/> tells of the scan that <paramref name="leader"/> tells of; null where it tells of another.</summary>
    public static string? Because(TrackingEvent leader, TrackingEvent other)
    {
        if (leader.Read.Milestone is { } said && other.Read.Milestone is { } told && said != told && said is not Milestone.InTransit && told is not Milestone.InTransit)
            return null;
        if (leader.Read.Class != other.Read.Class || leader.Read.Time is not { } a || other.Read.Time is not { } b || !Compatible(leader.Read.Place, other.Read.Place))
            return null;
        if (SameTeller(leader.Said, other.Said))
            return IsRestated(leader, other, a, b) ? Restated : null;

        if (leader.Read.Milestone is { } one && one == other.Read.Milestone)
            return SameTime(a, b) ?? (leader.Said.Carrier != other.Said.Carrier && IsShifted(a, b) && SamePlace(leader.Read.Place, other.Read.Place) ? Shifted : null);
        if (SameTime(a, b) is not (SameInstant or SameMinute))
            return null;
        if (leader.Read.Milestone is null || other.Read.Milestone is null)
            return SameWords(leader.Said.Wording, other.Said.Wording) || a.Local.Second != 0 && a.Local.Second == b.Local.Second ? SameInstantUnread : null;
        return leader.Read.Milestone is Milestone.InTransit != other.Read.Milestone is Milestone.InTransit
            && leader.Read.Milestone?.StageOf() == other.Read.Milestone?.StageOf() ? SameInstantCoarser : null;
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

    /// <summary>True where both were told by one source under one number about one carrier: such a pair is two scans, unless one restates the other.</summary>
    internal static bool SameTeller(Statement one, Statement other) =>
        one.Source == other.Source && one.Number == other.Number && one.Carrier == other.Carrier && one.Part == other.Part;

    /// <summary>True where the clock tells a day and no more: some sources print midnight for an hour they do not know.</summary>
    internal static bool IsDayOnly(EventTime time) => time.IsDateOnly || time.Local.TimeOfDay == LocalTime.Midnight;

    private static string? SameTime(EventTime a, EventTime b)
    {
        if (IsDayOnly(a) || IsDayOnly(b))
            return a.Local.Date != b.Local.Date ? null : !IsDayOnly(a) || !IsDayOnly(b) ? SameDay : a.Instant is { } p && p == b.Instant ? SameInstant : SameDay;
        if (a.Instant is { } one && b.Instant is { } two)
        {
            if (one == two)
                return SameInstant;
            if (SameToTheMinute(one.InUtc().LocalDateTime, two.InUtc().LocalDateTime))
                return SameMinute;
            return SameToTheMinute(a.Local, b.Local) ? SameClockOtherOffset : null;
        }
        if (SameToTheMinute(a.Local, b.Local))
            return SameClockNoOffset;
        return a.Instant is { } known && SameToTheMinute(known.InUtc().LocalDateTime, b.Local)
            || b.Instant is { } known2 && SameToTheMinute(known2.InUtc().LocalDateTime, a.Local) ? UniversalClock : null;
    }

    /// <summary>Equal, or equal to the minute where one of them has no seconds.</summary>
    private static bool SameToTheMinute(LocalDateTime a, LocalDateTime b) =>
        a == b || (a.Second == 0 || b.Second == 0) && a.Date == b.Date && a.Hour == b.Hour && a.Minute == b.Minute;

    private static bool IsShifted(EventTime a, EventTime b)
    {
        if (IsDayOnly(a) || IsDayOnly(b))
            return false;
        var apart = a.Instant is { } one && b.Instant is { } two ? one - two : (a.Local - b.Local).ToDuration();
        if (apart < Duration.Zero)
            apart = -apart;
        return apart <= MostShift && apart.TotalMinutes % 15 == 0;
    }

    private static bool Compatible(Place? a, Place? b) =>
        a?.Country is null || b?.Country is null || a.Country == b.Country;

    private static bool SamePlace(Place? a, Place? b) =>
        a is not null && b is not null && (SameWords(a.Text, b.Text) || SameWords(a.City, b.City));

    private static bool SameWords(string? a, string? b) => a is not null && b is not null && Plain(a) is { Length: > 0 } plain && plain == Plain(b);

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
                plain.Append(char.ToUpperInvariant(c));
        }
        return plain.ToString();
    }
}
