using System.Text.RegularExpressions;

namespace Tracking.Portal.Ops;

/// <summary>Takes people out of what carriers wrote: the words that are known to name them, and what looks like a number to call.</summary>
public sealed partial class Redaction
{
    private const string Mark = "▒▒▒";
    private readonly Regex? _words;
    private readonly HashSet<string> _numbers;

    /// <param name="personal">Names, addresses and postcodes that are known; null where everything may be seen.</param>
    /// <param name="numbers">The parcel's own numbers, which are nobody's telephone.</param>
    public Redaction(IEnumerable<string>? personal, IEnumerable<string> numbers)
    {
        IsOff = personal is null;
        _numbers = [.. numbers];
        var words = (personal ?? []).SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(text.Trim())).Select(word => word.Trim('.', ',', ';', ':'))
            .Where(word => word.Length >= 3 || word.Any(letter => letter > '\u2E7F')).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(word => word.Length).ThenBy(word => word, StringComparer.Ordinal).ToList();
        if (words.Count > 0)
            // Whole words: the buyer King does not blot out Kingston. Scripts without spaces have no whole words.
            _words = new Regex(string.Join('|', words.Select(word => word.Any(letter => letter > '\u2E7F') ? Regex.Escape(word) : $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(word)}(?![\p{{L}}\p{{N}}])")),
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>True where everything may be seen.</summary>
    public bool IsOff { get; }

    /// <summary>What a carrier wrote: a wording, or a whole wire as it is shown.</summary>
    public string? Of(string? text)
    {
        if (IsOff || string.IsNullOrEmpty(text))
            return text;
        text = Telephone().Replace(text, match => _numbers.Contains(match.Value) ? match.Value : Mark);
        return _words?.Replace(text, Mark) ?? text;
    }

    /// <summary>Digits that stand in a text; a value of JSON that is digits alone is a number or an id, unless it begins with a plus.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])\+[0-9]{8,15}(?![0-9A-Za-z])|(?<![0-9A-Za-z""]|"": |\n\s*)[0-9]{8,15}(?![0-9A-Za-z])")]
    private static partial Regex Telephone();
}
