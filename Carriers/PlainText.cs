using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Tracking.Carriers;

/// <summary>Makes a carrier's text harmless to store and to show: no control characters, no marks of direction, none without a width, no half characters, bounded.</summary>
public static partial class PlainText
{
    /// <summary>Longest wording, in characters.</summary>
    public const int Wording = 1000;

    /// <summary>Longest place, name or code, in characters.</summary>
    public const int Label = 300;

    /// <summary>The text on one line without hostile characters, at most <paramref name="most"/> long; null where nothing is left.</summary>
    public static string? Clean(string? text, int most)
    {
        if (text is null)
            return null;
        if (text.Length <= most && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains("  ", StringComparison.Ordinal))
            return text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
        Span<char> utf16 = stackalloc char[2];
        var kept = new StringBuilder(Math.Min(text.Length, most));
        var blank = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                blank = kept.Length > 0;
                continue;
            }
            if (rune == Rune.ReplacementChar || IsHostile(rune))
                continue;
            if (kept.Length + rune.Utf16SequenceLength + (blank ? 1 : 0) > most)
                break;
            if (blank)
                kept.Append(' ');
            blank = false;
            kept.Append(utf16[..rune.EncodeToUtf16(utf16)]);
        }
        return kept.Length == 0 ? null : kept.ToString();
    }

    /// <summary>The text of a fragment of HTML: tags left out, entities read.</summary>
    public static string? FromHtml(string? html, int most) => html is null ? null : Clean(WebUtility.HtmlDecode(Tags().Replace(html, "")), most);

    private static bool IsHostile(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0xAD or 0x61C or 0x180E or 0x200B or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0xFEFF
            or (>= 0xFFF9 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE007F);

    [GeneratedRegex("<[^<>]{0,1000}>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
