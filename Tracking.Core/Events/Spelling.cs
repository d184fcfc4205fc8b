using System.Globalization;
using System.Text;

namespace Tracking.Core.Events;

/// <summary>Words without what spelling them anew changes.</summary>
internal static class Spelling
{
    /// <summary>Letters and digits alone, in upper case, without their accents: <c>São Paulo</c> and <c>SAO-PAULO</c> are one.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in IsAscii(text) ? text : Decomposed(text))
        {
            if (char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
                plain.Append(char.ToUpperInvariant(c));
        }
        return plain.ToString();
    }

    private static bool IsAscii(string text) => System.Text.Ascii.IsValid(text);

    /// <summary>Halves of surrogate pairs that a hostile text left alone cannot be normalised.</summary>
    private static string Decomposed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
