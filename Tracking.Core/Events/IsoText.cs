using System.Buffers.Text;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Core.Events;

/// <summary>Wall clocks, instants and offsets in NodaTime's ISO forms, as <c>2026-11-02T09:30:00</c>, <c>2026-11-02T09:30:00Z</c> and <c>+01</c>: the same text, written without a string.</summary>
public static class IsoText
{
    /// <summary>No text is longer.</summary>
    public const int Longest = 40;

    /// <summary>A wall clock as a string.</summary>
    public static string Of(LocalDateTime clock)
    {
        Span<byte> text = stackalloc byte[Longest];
        return System.Text.Encoding.ASCII.GetString(text[..Write(clock, text)]);
    }

    /// <summary>Writes a wall clock in ASCII; how many bytes.</summary>
    public static int Write(LocalDateTime clock, Span<byte> text)
    {
        if (clock.Year is < 1 or > 9999 || clock.NanosecondOfSecond != 0)
            return System.Text.Encoding.ASCII.GetBytes(LocalDateTimePattern.ExtendedIso.Format(clock), text);
        var (year, month, day) = clock.Date;
        Digits(year, 4, text);
        text[4] = (byte)'-';
        Digits(month, 2, text[5..]);
        text[7] = (byte)'-';
        Digits(day, 2, text[8..]);
        text[10] = (byte)'T';
        Digits(clock.Hour, 2, text[11..]);
        text[13] = (byte)':';
        Digits(clock.Minute, 2, text[14..]);
        text[16] = (byte)':';
        Digits(clock.Second, 2, text[17..]);
        return 19;
    }

    /// <summary>Writes an instant in ASCII; how many bytes.</summary>
    public static int Write(Instant at, Span<byte> text)
    {
        var length = Write(at.InUtc().LocalDateTime, text);
        text[length] = (byte)'Z';
        return length + 1;
    }

    /// <summary>Writes an offset in ASCII, as <c>-06</c> or <c>+05:30</c>; how many bytes.</summary>
    public static int Write(Offset offset, Span<byte> text)
    {
        if (offset.Seconds % 60 != 0)
            return System.Text.Encoding.ASCII.GetBytes(OffsetPattern.GeneralInvariant.Format(offset), text);
        var minutes = Math.Abs(offset.Seconds / 60);
        text[0] = offset.Seconds < 0 ? (byte)'-' : (byte)'+';
        Digits(minutes / 60, 2, text[1..]);
        if (minutes % 60 == 0)
            return 3;
        text[3] = (byte)':';
        Digits(minutes % 60, 2, text[4..]);
        return 6;
    }

    private static void Digits(int number, int count, Span<byte> text) => Utf8Formatter.TryFormat(number, text, out _, new('D', (byte)count));
}
