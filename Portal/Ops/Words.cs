using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Portal.Ops;

/// <summary>How ops pages say times, spans and names.</summary>
public static partial class Words
{
    private static readonly InstantPattern ExactPattern = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss 'UTC'");
    private static readonly InstantPattern ShortPattern = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'");

    /// <summary><c>3 d ago</c>, <c>in 2 h</c>, <c>just now</c>: the two largest units where the first is small.</summary>
    public static string Ago(Instant at, Instant now)
    {
        var span = now - at;
        var text = Span(span < Duration.Zero ? -span : span);
        return text.Length == 0 ? "just now" : span < Duration.Zero ? $"in {text}" : $"{text} ago";
    }

    /// <summary><c>2026-11-22 13:58:07 UTC</c>.</summary>
    public static string Exact(Instant at) => ExactPattern.Format(at);

    /// <summary><c>2026-11-22 13:58 UTC</c>.</summary>
    public static string Minute(Instant at) => ShortPattern.Format(at);

    /// <summary>A name of an enum as words: <c>LostAtDestination</c> → <c>Lost at destination</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Split(value.ToString());

    /// <summary>A name in Pascal case as words; a sentence stays as it is.</summary>
    public static string Split(string name)
    {
        if (name.Contains(' '))
            return name;
        var words = WordStart().Replace(name, match => " " + match.Value.ToLowerInvariant());
        return words.Replace("edd", "estimated day", StringComparison.Ordinal);
    }

    /// <summary><c>1 parcel</c>, <c>7 parcels</c>.</summary>
    public static string Count(long n, string one, string? many = null) =>
        n.ToString("N0", CultureInfo.InvariantCulture) + " " + (n == 1 ? one : many ?? one + "s");

    /// <summary><c>5,000</c>.</summary>
    public static string Number(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>49.90 USD</c>; empty where no value was said.</summary>
    public static string Money(decimal? amount, string? currency) =>
        amount is { } value ? value.ToString("#,0.00", CultureInfo.InvariantCulture) + (currency is null ? "" : " " + currency) : "";

    /// <summary><c>CN-BR</c> → <c>CN → BR</c>.</summary>
    public static string LaneOf(string lane) => lane.Replace("-", " → ", StringComparison.Ordinal);

    /// <summary>The part of an address before the @, for narrow places.</summary>
    public static string Person(string email) => email.Split('@')[0];

    private static string Span(Duration span) => span.TotalMinutes switch
    {
        < 1 => "",
        < 60 and var minutes => $"{(int)minutes} min",
        < 24 * 60 and var minutes => $"{(int)minutes / 60} h",
        < 3 * 24 * 60 and var minutes => $"{(int)minutes / 1440} d {(int)minutes % 1440 / 60} h",
        var minutes => $"{(int)(minutes / 1440)} d",
    };

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
