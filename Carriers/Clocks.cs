using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>
/// The policies by which a printed clock becomes a time, each with a name. Reads years first: <c>2026-11-22T13:58:00</c>, <c>2026/11/22 13:58</c>, <c>20261122135800</c>,
/// <c>2026-11-22</c>, with or without an offset behind. A day without an hour is <see cref="TimeBasis.DateOnly"/> under every policy.
/// </summary>
public static partial class Clocks
{
    /// <summary>The one time of China: what its carriers print for scans at home.</summary>
    public static DateTimeZone Beijing { get; } = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    /// <summary>The offset printed in the clock, or <paramref name="offset"/> printed in a field of its own; without either the zone is unknown.</summary>
    public static ClockReading Stated(string? printed, string? offset = null) =>
        Read(printed, (local, own) => (own ?? Offset(offset)) is { } stated ? EventTime.Stated(local, stated) : EventTime.Unplaced(local)).Beside(PlainText.Clean(offset, PlainText.Label));

    /// <summary>The zone of a country, where all its zones keep the same hour at that moment; an offset in the clock is printed but not meant.</summary>
    public static ClockReading OfPlace(string? printed, string? country) => Unplaced(printed).OrPlace(country);

    /// <summary>The one zone that a carrier keeps for all its scans; an offset in the clock is printed but not meant.</summary>
    public static ClockReading OfCarrier(string? printed, DateTimeZone zone) => Read(printed, (local, _) => EventTime.InZone(local, zone, TimeBasis.Carrier));

    /// <summary>A zone assumed against or without the carrier's word.</summary>
    public static ClockReading Assumed(string? printed, DateTimeZone zone) => Read(printed, (local, _) => EventTime.InZone(local, zone, TimeBasis.Assumed));

    /// <summary>A day; an hour in the clock is printed but not meant.</summary>
    public static ClockReading OnDay(string? printed) => Read(printed, (local, _) => EventTime.OnDay(local.Date));

    /// <summary>A wall clock whose zone nobody told; an offset in the clock is printed but not meant.</summary>
    public static ClockReading Unplaced(string? printed) => Read(printed, (local, _) => EventTime.Unplaced(local));

    /// <summary>The wall clock in a printed clock, and the offset behind it; null where it cannot be read.</summary>
    public static (LocalDateTime Local, Offset? Offset, bool HasHour)? Parse(string? printed)
    {
        if (printed is null || printed.Length > 100)
            return null;
        if (Plain(printed) is { } plain)
            return plain;
        var match = Shape().Match(printed.Trim());
        if (!match.Success)
            return null;
        var compact = match.Groups["day"].Value;
        var (year, month, day) = compact.Length > 0 ? (Int(compact[..4]), Int(compact[4..6]), Int(compact[6..8])) : (Int(match, "y"), Int(match, "m"), Int(match, "d"));
        if (year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month))
            return null;
        var date = new LocalDate(year, month, day);
        var hasHour = match.Groups["h"].Success;
        var (hour, minute, second) = (Int(match, "h"), Int(match, "min"), Int(match, "s"));
        var endOfDay = (hour, minute, second) == (24, 0, 0);
        if (!endOfDay && (hour > 23 || minute > 59 || second > 59))
            return null;
        var local = endOfDay ? date.PlusDays(1).AtMidnight() : date + new LocalTime(hour, minute, second);
        var offset = match.Groups["o"].Value;
        return offset.Length == 0 || !hasHour ? (local, null, hasHour) : Offset(offset) is { } stated ? (local, stated, true) : null;
    }

    /// <summary>What nearly all print, <c>2026-11-22T13:58:00</c> with or without <c>-05:00</c> behind, without the pattern that takes ten times as long; null for all else, wrong clocks among it.</summary>
    private static (LocalDateTime Local, Offset? Offset, bool HasHour)? Plain(ReadOnlySpan<char> text)
    {
        if (text.Length is not (19 or 25) || (text[4], text[7], text[10], text[13], text[16]) != ('-', '-', 'T', ':', ':'))
            return null;
        var (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        var (hour, minute, second) = (Digits(text[11..13]), Digits(text[14..16]), Digits(text[17..19]));
        if (year is < 1900 or > 2200 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
            return null;
        var local = new LocalDateTime(year, month, day, hour, minute, second);
        if (text.Length == 19)
            return (local, null, true);
        var (hours, minutes) = (Digits(text[20..22]), Digits(text[23..]));
        if (text[19] is not ('+' or '-') || text[22] is not ':' || hours is < 0 or > 11 || minutes is < 0 or > 59)
            return null;
        var offset = NodaTime.Offset.FromSeconds((hours * 60 + minutes) * 60);
        return (local, text[19] is '-' ? -offset : offset, true);
    }

    /// <summary>The number that digits write; -1 where not all are digits.</summary>
    private static int Digits(ReadOnlySpan<char> text)
    {
        var number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return -1;
            number = number * 10 + (c - '0');
        }
        return number;
    }

    /// <summary>
    /// An offset as carriers print it: <c>Z</c>, <c>-05:00</c>, <c>-7:00</c>, <c>+0800</c>, <c>-04.00</c>, <c>GMT+8</c>, <c>+8</c> (hours), <c>-420</c> (three digits: minutes);
    /// null outside -12 to +14 hours, where no place on earth is.
    /// </summary>
    public static Offset? Offset(string? printed)
    {
        if (printed is null || printed.Length > 20)
            return null;
        var match = OffsetShape().Match(printed.Trim().ToUpperInvariant());
        if (!match.Success)
            return null;
        var digits = match.Groups["n"].Value;
        var minutes = digits.Length switch
        {
            0 => match.Groups["h"].Success ? Int(match, "h") * 60 + Int(match, "m") : 0,
            3 => Int(digits),
            4 => Int(digits[..2]) * 60 + Int(digits[2..]),
            _ => Int(digits) * 60,
        };
        if (match.Groups["sign"].Value is "-" or "\u2212")
            minutes = -minutes;
        return minutes is >= -12 * 60 and <= 14 * 60 ? NodaTime.Offset.FromSeconds(minutes * 60) : null;
    }

    /// <summary>A clock printed day first (<c>23.11.2026 12:05</c>, <c>23-11-2026 12:05:10</c>, <c>23/11/2026</c>) with its year in front; anything else as it is.</summary>
    public static string? DayFirst(string? printed) => Reordered(printed, "d", "m");

    /// <summary>A clock printed month first (<c>8/17/2021 7:11:26 PM</c>) with its year in front and 24 hours; anything else as it is.</summary>
    public static string? MonthFirst(string? printed) => Reordered(printed, "m", "d");

    private static string? Reordered(string? printed, string first, string second)
    {
        if (printed is null || printed.Length > 100 || ShortYearLast().Match(printed.Trim()) is not { Success: true } match)
            return printed;
        var (day, month) = (match.Groups[first == "d" ? "one" : "two"].Value, match.Groups[second == "m" ? "two" : "one"].Value);
        var date = $"{match.Groups["y"].Value}-{month}-{day}";
        if (!match.Groups["h"].Success)
            return date;
        var hour = Int(match, "h");
        if (match.Groups["half"] is { Success: true, Value: var half })
        {
            if (hour is < 1 or > 12)
                return printed;
            hour = hour % 12 + (half[0] is 'P' or 'p' ? 12 : 0);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{date}T{hour:00}:{match.Groups["rest"].Value}");
    }

    private static ClockReading Read(string? printed, Func<LocalDateTime, Offset?, EventTime> time)
    {
        var said = PlainText.Clean(printed, PlainText.Label) ?? "";
        if (Parse(said) is not { } clock)
            return new ClockReading(said, said, null);
        return clock.HasHour
            ? new ClockReading(said, IsoText.Of(clock.Local), time(clock.Local, clock.Offset))
            : new ClockReading(said, LocalDatePattern.Iso.Format(clock.Local.Date), EventTime.OnDay(clock.Local.Date));
    }

    private static int Int(Match match, string group) => match.Groups[group] is { Success: true } found ? Int(found.Value) : 0;

    private static int Int(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    // Fractions of a second are printed, not kept: no carrier means them, and the same scan comes with and without.
    [GeneratedRegex("^(?:(?<day>[0-9]{8})|(?<y>[0-9]{4})[-/.](?<m>[0-9]{1,2})[-/.](?<d>[0-9]{1,2}))(?:[T ]?(?<h>[0-9]{1,2}):?(?<min>[0-9]{2})(?::?(?<s>[0-9]{2})(?:[.,][0-9]{1,12})?)?)? ?(?<o>Z|z|UTC|GMT|(?:GMT|UTC)?[+-][0-9:.]{1,6})?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();

    [GeneratedRegex("^(?:Z|GMT|UTC)?(?:(?<sign>[+\u2212-])?(?:(?<n>[0-9]{1,4})|(?<h>[0-9]{1,2})[:.](?<m>[0-5][0-9])(?:[:.]00)?))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex OffsetShape();

    [GeneratedRegex("^(?<one>[0-9]{1,2})[./-](?<two>[0-9]{1,2})[./-](?<y>[0-9]{4})(?:[T ,]{1,2}(?<h>[0-9]{1,2}):(?<rest>[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,9})?)?) ?(?<half>[AaPp][Mm])?)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ShortYearLast();
}
