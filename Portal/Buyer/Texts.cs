using Microsoft.Net.Http.Headers;
using NodaTime;

namespace Tracking.Portal.Buyer;

/// <summary>What one reader reads: the words of a language, and whether its links must keep it.</summary>
/// <param name="asked">True where the address named the language.</param>
public sealed class Texts(Language language, bool asked = false)
{
    public static readonly Texts English = new(Buyer.Language.English);

    /// <summary>The language's tag for the document.</summary>
    public string Language => language.Tag;

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public string Direction => language.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>What links add to stay in this language: <c>?lang=de</c>, or nothing where the reader did not choose it.</summary>
    public string Query => asked ? "?lang=" + language.Tag : "";

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">The language has no such key.</exception>
    public string this[string key] => this[key, []];

    /// <summary>The text of a key with its gaps filled.</summary>
    public string this[string key, params ReadOnlySpan<(string Name, object? Value)> gaps] =>
        (language.Find(key) ?? throw new KeyNotFoundException($"{language.Tag} has no text {key}.")).Format(language, gaps);

    /// <summary>True where there is such a text.</summary>
    public bool Has(string key) => language.Find(key) is not null;

    /// <summary><c>24 Nov</c>, with the year where it is not this one.</summary>
    public string Day(LocalDate day, Instant now) => Written("Format.Day", day, now);

    /// <summary><c>Tuesday 24 November</c>.</summary>
    public string LongDay(LocalDate day, Instant now) => Written("Format.LongDay", day, now);

    /// <summary><c>24 – 26 Nov</c>, or one day.</summary>
    public string Days(LocalDate from, LocalDate to, Instant now)
    {
        if (from == to)
            return Day(to, now);
        var isShort = from.Month == to.Month && from.Year == to.Year && to.Year == now.InUtc().Year;
        return isShort
            ? this["Format.Range", ("from", from.ToString(this["Format.RangeFrom"], language.Culture)), ("to", to.ToString(this["Format.RangeTo"], language.Culture))]
            : this["Format.Range", ("from", Day(from, now)), ("to", Day(to, now))];
    }

    /// <summary>The ends of a range for a sentence: <c>Tue 1</c> and <c>Fri 4 December</c>.</summary>
    public (string From, string To) Between(LocalDate from, LocalDate to)
    {
        var length = from.Month == to.Month && from.Year == to.Year ? "Short" : "";
        return (from.ToString(this["Format.BetweenFrom" + length], language.Culture), to.ToString(this["Format.BetweenTo" + length], language.Culture));
    }

    /// <summary><c>13:58</c>.</summary>
    public string Hour(LocalDateTime at) => at.ToString(this["Format.Hour"], language.Culture);

    /// <summary><c>24 Nov, 13:58</c>, without the hour where none was told.</summary>
    public string DayHour(LocalDateTime at, bool dayOnly, Instant now) => dayOnly ? Day(at.Date, now) : this["Format.DayHour", ("day", Day(at.Date, now)), ("hour", Hour(at))];

    /// <summary>The name of a country, or its code where it has none.</summary>
    public string Country(string code) => language.Country(code);

    /// <summary>The country's name as it stands after a preposition: <c>the United States</c>.</summary>
    public string Articled(string code) => language.Articled(code);

    /// <summary>The first language that there is: the one the address asks for, the order's, or the reader's own by preference; else English.</summary>
    /// <param name="wanted">As in <c>?lang</c>.</param>
    /// <param name="locale">The order's.</param>
    /// <param name="accepted">As in <c>Accept-Language</c>.</param>
    public static Texts Pick(string? wanted, string? locale, string? accepted)
    {
        if (Find(wanted) is { } named)
            return new(named, asked: true);
        if (Find(locale) is { } ordered)
            return new(ordered);
        if (StringWithQualityHeaderValue.TryParseList(accepted?.Length < 500 ? [accepted] : [], out var tags))
            foreach (var tag in tags.Where(tag => tag.Quality is not 0).OrderByDescending(tag => tag.Quality ?? 1))
                if (Find(tag.Value.Value) is { } own)
                    return new(own);
        return English;
    }

    private static Language? Find(string? tag) => tag is null ? null
        : Buyer.Language.All.FirstOrDefault(one => one.Tag.Equals(tag, StringComparison.OrdinalIgnoreCase))
        ?? Buyer.Language.All.FirstOrDefault(one => Primary(one.Tag).Equals(Primary(tag), StringComparison.OrdinalIgnoreCase));

    private static string Primary(string tag) => tag.Split('-', '_')[0];

    private string Written(string pattern, LocalDate day, Instant now) =>
        day.ToString(this[day.Year == now.InUtc().Year ? pattern : pattern + "OfYear"], language.Culture);
}
