using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tracking.Core.Parcels;

/// <summary>A carrier's number for a parcel: upper case, 4 to 64 letters and digits, without the blanks and hyphens people type into it.</summary>
public readonly record struct TrackingNumber : IComparable<TrackingNumber>
{
    private static readonly SearchValues<char> AsPrinted = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_./");

    private TrackingNumber(string value) => Value = value;

    public string Value { get; }

    /// <summary>The number in <paramref name="text"/>, or null where no tracking number can look like that.</summary>
    public static TrackingNumber? Find(string? text) => FindPrinted(text) is { Value.Length: >= 4 } number ? number : null;

    /// <summary>The number that a carrier prints as its own, which may be shorter than any that people would register: samples and tests have them.</summary>
    public static TrackingNumber? FindPrinted(string? text)
    {
        if (text is null || text.Length > 200)
            return null;
        if (text.Length is >= 1 and <= 64 && !text.AsSpan().ContainsAnyExcept(AsPrinted))
            return new(text);
        var kept = new string([.. text.Where(c => !char.IsWhiteSpace(c) && c is not '-' and not '\u200B' and not '\uFEFF').Select(char.ToUpperInvariant)]);
        return kept.Length is >= 1 and <= 64 && kept.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/') ? new(kept) : null;
    }

    /// <summary>The number in <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">No tracking number looks like that.</exception>
    public static TrackingNumber Get(string text) =>
        Find(text) ?? throw new FormatException("A tracking number has 4 to 64 letters and digits.");

    public int CompareTo(TrackingNumber other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
