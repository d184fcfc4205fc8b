using Tracking.Core.Parcels;

namespace Tracking.Core.Notices;

/// <summary>What a shop lets its buyers ask for, and in which words they are told.</summary>
public sealed record NoticeSettings
{
    /// <summary>What is offered; null: everything.</summary>
    public IReadOnlyList<NoticeKind>? Kinds { get; init; }

    /// <summary>Where buyers are invited to review, after delivery; null: nowhere.</summary>
    public string? ReviewUrl { get; init; }

    /// <summary>The shop's own words by language tag, then by <c>Subject.Shipped</c> or <c>Lead.Shipped</c> and so on for each kind; what is left out is said in the portal's words.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Words { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    public bool Offers(NoticeKind kind) => Kinds is null || Kinds.Contains(kind);

    /// <summary>What is wrong with it, each with its field; that the words can be read is for those who know the languages.</summary>
    public IEnumerable<FieldProblem> Problems()
    {
        if (ReviewUrl is { } review && !(Uri.TryCreate(review, UriKind.Absolute, out var address) && address.Scheme is "https" && review.Length <= 500))
            yield return new("reviewUrl", "An address that begins with https://.");
        foreach (var (tag, words) in Words)
            foreach (var (key, text) in words ?? new Dictionary<string, string>())
                if (text is null || text.Length > 500 || text.Any(char.IsControl))
                    yield return new($"words.{tag}.{key}", "At most 500 characters on one line.");
    }
}
