using System.Globalization;
using System.Resources;
using NodaTime;

namespace Tracking.Portal.Buyer;

/// <summary>What buyers read, in one language: <c>Texts.resx</c> is English, <c>Texts.pt.resx</c> beside it would be Portuguese.</summary>
public sealed class Texts(CultureInfo culture)
{
    private static readonly ResourceManager Resources = new("Tracking.Portal.Buyer.Texts", typeof(Texts).Assembly);

    public static readonly Texts English = new(CultureInfo.GetCultureInfo("en-GB"));

    private static readonly Texts[] All = [English];

    /// <summary>The language's tag for the document.</summary>
    public string Language => culture.TwoLetterISOLanguageName;

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public string Direction => culture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>The text of a key.</summary>
    /// <exception cref="MissingManifestResourceException">No resource has the key.</exception>
    public string this[string key] => Find(key) ?? throw new MissingManifestResourceException($"No text has the key {key}.");

    /// <summary>The text of a key with its gaps filled.</summary>
    public string this[string key, params ReadOnlySpan<object?> gaps] => string.Format(culture, this[key], gaps);

    /// <summary>The text of a key, or null where none has it.</summary>
    public string? Find(string key) => Resources.GetString(key, culture);

    /// <summary><c>24 Nov</c>, with the year where it is not this one.</summary>
    public string Day(LocalDate day, Instant now) => day.ToString(day.Year == now.InUtc().Year ? "d MMM" : "d MMM uuuu", culture);

    /// <summary><c>Tuesday 24 November</c>.</summary>
    public string LongDay(LocalDate day, Instant now) => day.ToString(day.Year == now.InUtc().Year ? "dddd d MMMM" : "dddd d MMMM uuuu", culture);

    /// <summary><c>24 – 26 Nov</c>, or one day.</summary>
    public string Days(LocalDate from, LocalDate to, Instant now) =>
        from == to ? Day(to, now) : $"{(from.Month == to.Month && from.Year == to.Year ? from.ToString("%d", culture) : Day(from, now))} – {Day(to, now)}";

    /// <summary><c>13:58</c>.</summary>
    public string Hour(LocalDateTime at) => at.ToString("HH:mm", culture);

    /// <summary>The name of a country, or its code where it has none.</summary>
    public static string Country(string code)
    {
        try
        {
            return new RegionInfo(code).EnglishName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    /// <summary>The country's name as it stands in an English sentence: <c>the United States</c>.</summary>
    public static string Articled(string country) =>
        country.StartsWith("United ", StringComparison.Ordinal) || country is "Netherlands" or "Philippines" or "Bahamas" or "Maldives" or "Gambia" || country.EndsWith(" Islands", StringComparison.Ordinal)
            ? "the " + country : country;

    /// <summary>The first language that the reader asks for and that there is; else English.</summary>
    /// <param name="accepted">As in <c>Accept-Language</c>.</param>
    public static Texts Pick(string? accepted)
    {
        foreach (var tag in (accepted ?? "").Split(',').Select(part => part.Split(';')[0].Trim()))
            if (All.FirstOrDefault(texts => tag.StartsWith(texts.Language, StringComparison.OrdinalIgnoreCase)) is { } fitting)
                return fitting;
        return English;
    }
}
