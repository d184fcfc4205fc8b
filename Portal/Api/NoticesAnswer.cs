using Tracking.Core.Notices;
using Tracking.Core.Parcels;
using Tracking.Portal.Notices;

namespace Tracking.Portal.Api;

/// <summary>What a shop's buyers can ask to be told by e-mail, and in which words; asked with the same shape.</summary>
public sealed record NoticesAnswer
{
    /// <summary>Of <c>Shipped</c>, <c>Customs</c>, <c>NeedsYou</c>, <c>OutForDelivery</c>, <c>Delivered</c>, <c>Late</c> and <c>Arrived</c>; left out: all of them.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>Where buyers are invited to review after delivery, an https address.</summary>
    public string? ReviewUrl { get; init; }

    /// <summary>Your own words: by language tag, then by <c>Subject.Shipped</c> or <c>Lead.Shipped</c> and so on; <c>{shop}</c> and <c>{number}</c> are filled in.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Words { get; init; }

    public static NoticesAnswer Of(NoticeSettings settings) => new()
    {
        Kinds = [.. Enum.GetValues<NoticeKind>().Where(settings.Offers).Select(kind => kind.ToString())],
        ReviewUrl = settings.ReviewUrl,
        Words = settings.Words,
    };

    /// <summary>The settings, or everything that is wrong with them.</summary>
    public (NoticeSettings? Settings, IReadOnlyList<FieldProblem> Problems) Read()
    {
        var problems = new List<FieldProblem>();
        var kinds = Kinds is null ? null : KindsOf(Kinds, "kinds", problems);
        var settings = new NoticeSettings { Kinds = kinds, ReviewUrl = ReviewUrl, Words = Words ?? new Dictionary<string, IReadOnlyDictionary<string, string>>() };
        problems.AddRange(settings.Problems());
        if (problems.Count == 0)
            problems.AddRange(MailWriter.Problems(settings));
        return problems.Count == 0 ? (settings, problems) : (null, problems);
    }

    /// <summary>The kinds of these names, in whichever case; each that is none is a problem.</summary>
    public static IReadOnlyList<NoticeKind> KindsOf(IReadOnlyList<string?> names, string field, List<FieldProblem> problems)
    {
        var kinds = new List<NoticeKind>();
        for (var i = 0; i < names.Count; i++)
            if (Enum.GetValues<NoticeKind>().Where(kind => string.Equals(kind.ToString(), names[i], StringComparison.OrdinalIgnoreCase)).ToList() is [var kind])
                kinds.Add(kind);
            else
                problems.Add(new($"{field}[{i}]", $"One of {string.Join(", ", Enum.GetNames<NoticeKind>())}."));
        return [.. kinds.Distinct()];
    }
}
