namespace Tracking.Portal.Buyer;

/// <summary>One line of the timeline as people see it; every text is safe to show once it is encoded.</summary>
public sealed record LineView
{
    /// <summary><c>Sunday 22 November</c>; null where no day was told.</summary>
    public required string? Day { get; init; }

    /// <summary><c>13:58</c>; null where no hour was told.</summary>
    public required string? Hour { get; init; }

    /// <summary>What is known of the clock, such as <c>local time</c>.</summary>
    public required string Basis { get; init; }

    /// <summary>Machine-readable, for <c>time datetime</c>.</summary>
    public required string? Clock { get; init; }
    public required string Title { get; init; }

    /// <summary>The language of a title that is the carrier's own words, empty where nobody said which; null for words of ours.</summary>
    public required string? TitleLanguage { get; init; }

    /// <summary>The carrier's own words, where they say more than the title.</summary>
    public required string? Wording { get; init; }

    /// <summary>Empty where nobody said which.</summary>
    public required string WordingLanguage { get; init; }

    /// <summary>Whose words these are, and in which language.</summary>
    public required string WordingTitle { get; init; }

    /// <summary>True where nobody knows yet what the line means, so that the carrier's words are all there is.</summary>
    public required bool IsUnknown { get; init; }

    /// <summary>Why, in our words; null where no reason was told.</summary>
    public required string? Why { get; init; }
    public required string? Place { get; init; }

    /// <summary>Such as <c>told by 2 sources</c>, <c>not confirmed</c>.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
    public required bool Withdrawn { get; init; }
}
