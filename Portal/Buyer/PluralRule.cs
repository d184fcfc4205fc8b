using System.Globalization;

namespace Tracking.Portal.Buyer;

/// <summary>Which whole numbers take a plural form, in CLDR's syntax: <c>n % 100 = 3..10</c>, <c>n != 0 and n % 1000000 = 0</c>.</summary>
public sealed class PluralRule
{
    private readonly IReadOnlyList<IReadOnlyList<Relation>> _any;

    private PluralRule(IReadOnlyList<IReadOnlyList<Relation>> any) => _any = any;

    /// <exception cref="FormatException">Not such a rule.</exception>
    public static PluralRule Parse(string text) =>
        new([.. text.Split(" or ").Select(all => (IReadOnlyList<Relation>)[.. all.Split(" and ").Select(ReadRelation)])]);

    public bool Holds(int number) => _any.Any(all => all.All(relation => relation.Holds(number)));

    private static Relation ReadRelation(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (modulo, rest) = words is ["n" or "i", "%", var divisor, ..] ? (Whole(divisor), words[3..]) : (int.MaxValue, words is ["n" or "i", ..] ? words[1..] : throw Wrong(text));
        return rest is ["=" or "!=", var ranges]
            ? new(modulo, rest[0] == "=", [.. ranges.Split(',').Select(range => range.Split("..") is [var from, var to] ? (Whole(from), Whole(to)) : (Whole(range), Whole(range)))])
            : throw Wrong(text);
    }

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : throw Wrong(text);

    private static FormatException Wrong(string text) => new($"Not a plural rule: {text}");

    private readonly record struct Relation(int Modulo, bool Within, IReadOnlyList<(int From, int To)> Ranges)
    {
        public bool Holds(int number)
        {
            var rest = number % Modulo;
            return Ranges.Any(range => rest >= range.From && rest <= range.To) == Within;
        }
    }
}
