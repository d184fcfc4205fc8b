using System.Globalization;
using System.Text;

namespace Tracking.Portal.Buyer;

/// <summary>
/// One text in ICU MessageFormat: <c>{name}</c>, <c>{name, plural, one {# day} other {# days}}</c>, <c>{name, select, city {…} other {…}}</c>. Without quoting:
/// no text here has a brace of its own.
/// </summary>
public sealed class Message
{
    private readonly IReadOnlyList<Part> _parts;

    private Message(IReadOnlyList<Part> parts) => _parts = parts;

    /// <summary>The names of its gaps.</summary>
    public IEnumerable<string> Gaps => _parts.SelectMany(part => part switch
    {
        Gap gap => [gap.Name],
        Choice choice => choice.Forms.Values.SelectMany(form => form.Gaps).Append(choice.Name),
        _ => (IEnumerable<string>)[],
    }).Distinct();

    /// <summary>The plural forms that its plurals have, one set each.</summary>
    public IEnumerable<IReadOnlySet<string>> Plurals => _parts.OfType<Choice>().SelectMany(choice =>
        choice.Forms.Values.SelectMany(form => form.Plurals).Concat(choice.IsPlural ? [choice.Forms.Keys.ToHashSet()] : []));

    /// <summary>Its words, without gaps.</summary>
    public IEnumerable<string> Words => _parts.SelectMany(part => part switch
    {
        Text text => [text.Said],
        Choice choice => choice.Forms.Values.SelectMany(form => form.Words),
        _ => (IEnumerable<string>)[],
    });

    /// <exception cref="FormatException">A brace is not closed, or a choice has no <c>other</c>.</exception>
    public static Message Parse(string text)
    {
        var at = 0;
        var message = new Message(Read(text, ref at, inPlural: false));
        return at == text.Length ? message : throw new FormatException($"A brace closes what none opened, at {at} of: {text}");
    }

    /// <param name="gaps">What fills each gap; a plural's is an int.</param>
    public string Format(Language language, params ReadOnlySpan<(string Name, object? Value)> gaps)
    {
        if (_parts is [Text alone])
            return alone.Said;
        var said = new StringBuilder();
        Format(said, language, gaps, null);
        return said.ToString();
    }

    private void Format(StringBuilder said, Language language, ReadOnlySpan<(string Name, object? Value)> gaps, int? number)
    {
        foreach (var part in _parts)
            switch (part)
            {
                case Text text:
                    said.Append(text.Said);
                    break;
                case Number:
                    said.Append(number!.Value.ToString("N0", language.Culture));
                    break;
                case Gap gap:
                    said.Append(language.Isolated(Convert.ToString(Find(gaps, gap.Name), language.Culture)));
                    break;
                case Choice { IsPlural: true } choice:
                    var count = Convert.ToInt32(Find(gaps, choice.Name), CultureInfo.InvariantCulture);
                    (choice.Forms.GetValueOrDefault(language.PluralOf(count)) ?? choice.Forms["other"]).Format(said, language, gaps, count);
                    break;
                case Choice choice:
                    (choice.Forms.GetValueOrDefault(Convert.ToString(Find(gaps, choice.Name), CultureInfo.InvariantCulture) ?? "") ?? choice.Forms["other"]).Format(said, language, gaps, number);
                    break;
            }
    }

    private static object? Find(ReadOnlySpan<(string Name, object? Value)> gaps, string name)
    {
        foreach (var (known, value) in gaps)
            if (known == name)
                return value;
        throw new ArgumentException($"Nothing fills the gap {name}.", nameof(gaps));
    }

    private static List<Part> Read(string text, ref int at, bool inPlural)
    {
        var parts = new List<Part>();
        var words = new StringBuilder();
        while (at < text.Length && text[at] != '}')
        {
            if (text[at] == '{')
            {
                Flush();
                at++;
                parts.Add(ReadGap(text, ref at, inPlural));
            }
            else if (inPlural && text[at] == '#')
            {
                Flush();
                parts.Add(new Number());
                at++;
            }
            else
                words.Append(text[at++]);
        }
        Flush();
        return parts;

        void Flush()
        {
            if (words.Length > 0)
                parts.Add(new Text(words.ToString()));
            words.Clear();
        }
    }

    private static Part ReadGap(string text, ref int at, bool inPlural)
    {
        var name = ReadName(text, ref at);
        if (Take(text, ref at, '}'))
            return new Gap(name);
        Demand(text, ref at, ',');
        var kind = ReadName(text, ref at);
        if (kind is not ("plural" or "select"))
            throw new FormatException($"No such choice as {kind} in: {text}");
        Demand(text, ref at, ',');
        var forms = new Dictionary<string, Message>();
        while (!Take(text, ref at, '}'))
        {
            var form = ReadName(text, ref at);
            Demand(text, ref at, '{');
            forms.Add(form, new Message(Read(text, ref at, inPlural || kind is "plural")));
            Demand(text, ref at, '}');
        }
        return forms.ContainsKey("other") ? new Choice(name, kind is "plural", forms) : throw new FormatException($"A choice has no other in: {text}");
    }

    private static string ReadName(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
            at++;
        var start = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
            at++;
        return at > start ? text[start..at] : throw new FormatException($"A name is awaited at {at} of: {text}");
    }

    private static bool Take(string text, ref int at, char mark)
    {
        while (at < text.Length && text[at] == ' ')
            at++;
        if (at >= text.Length || text[at] != mark)
            return false;
        at++;
        return true;
    }

    private static void Demand(string text, ref int at, char mark)
    {
        if (!Take(text, ref at, mark))
            throw new FormatException($"{mark} is awaited at {at} of: {text}");
    }

    private abstract record Part;

    private sealed record Text(string Said) : Part;

    private sealed record Number : Part;

    private sealed record Gap(string Name) : Part;

    private sealed record Choice(string Name, bool IsPlural, IReadOnlyDictionary<string, Message> Forms) : Part;
}
