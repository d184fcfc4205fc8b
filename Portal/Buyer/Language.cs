using System.Globalization;
using System.Text.Json;

namespace Tracking.Portal.Buyer;

/// <summary>One language for buyers: a file in <c>Languages</c>. Another file is another language; nothing else is to be changed.</summary>
public sealed class Language
{
    private readonly Dictionary<string, Message> _messages;
    private readonly Dictionary<string, string> _countries;
    private readonly Dictionary<string, string> _articled;
    private readonly List<(string Form, PluralRule Rule)> _plurals;

    private Language(File file)
    {
        (Tag, Name, Script) = (file.Language, file.Name, file.Script);
        Culture = CultureInfo.GetCultureInfo(file.Culture);
        _messages = file.Texts.ToDictionary(text => text.Key, text => Message.Parse(text.Value));
        (_countries, _articled) = (file.Countries, file.Articled);
        _plurals = [.. file.Plural.Select(rule => (rule.Key, PluralRule.Parse(rule.Value)))];
    }

    /// <summary>All there are, by tag.</summary>
    public static IReadOnlyList<Language> All { get; } = Load();

    public static Language English { get; } = All.Single(language => language.Tag == "en");

    /// <summary>BCP 47, such as <c>pt-BR</c>.</summary>
    public string Tag { get; }

    /// <summary>In the language itself.</summary>
    public string Name { get; }

    /// <summary>Unicode's name of the script it is written in.</summary>
    public string Script { get; }

    /// <summary>How it writes days and numbers.</summary>
    public CultureInfo Culture { get; }
    public bool IsRightToLeft => Culture.TextInfo.IsRightToLeft;
    public IEnumerable<string> Keys => _messages.Keys;

    /// <summary>The plural forms it has, <c>other</c> among them.</summary>
    public IEnumerable<string> Plurals => _plurals.Select(plural => plural.Form).Append("other");

    public Message? Find(string key) => _messages.GetValueOrDefault(key);

    /// <summary>The plural form that a number takes.</summary>
    public string PluralOf(int number) => _plurals.FirstOrDefault(plural => plural.Rule.Holds(number)).Form ?? "other";

    /// <summary>The name of a country, or its code where it has none.</summary>
    public string Country(string code) => _countries.GetValueOrDefault(code.ToUpperInvariant()) ?? code;

    /// <summary>The country's name as it stands after a preposition: <c>the United States</c>.</summary>
    public string Articled(string code) => _articled.GetValueOrDefault(code.ToUpperInvariant()) ?? Country(code);

    /// <summary>
    /// What fills a gap, kept from turning the words around it where these run the other way. What has such gaps itself is words of this language and runs as they do;
    /// all else runs as its first letter does.
    /// </summary>
    public string? Isolated(string? value) => !IsRightToLeft || value?.Any(char.IsAsciiLetterOrDigit) is not true ? value
        : value.Contains('\u2069', StringComparison.Ordinal) ? $"\u2067{value}\u2069" : $"\u2068{value}\u2069";

    private static IReadOnlyList<Language> Load()
    {
        var assembly = typeof(Language).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith("Languages/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return new Language(JsonSerializer.Deserialize<File>(stream, JsonSerializerOptions.Web) ?? throw new FormatException($"{name} is empty."));
        })];
    }

    private sealed record File
    {
        public required string Language { get; init; }
        public required string Culture { get; init; }
        public required string Name { get; init; }
        public required string Script { get; init; }
        public required Dictionary<string, string> Plural { get; init; }
        public required Dictionary<string, string> Articled { get; init; }
        public required Dictionary<string, string> Texts { get; init; }
        public required Dictionary<string, string> Countries { get; init; }
    }
}
