using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>One thing to do in a case.</summary>
public sealed record PlaybookStep
{
    /// <summary>Tells the steps of one playbook apart and stays the same through its versions: what was ticked stays ticked.</summary>
    public required string Id { get; init; }
    public required StepKind Kind { get; init; }

    /// <summary>What to do, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>How, and what tells that it is done.</summary>
    public string? Detail { get; init; }

    /// <summary>How long a wait lasts at most.</summary>
    public int? Days { get; init; }

    /// <summary>What ends a wait before that; null where only time does.</summary>
    public WakeOn? WakeOn { get; init; }

    /// <summary>Where the carrier reads letters; null where a form of its own takes them.</summary>
    public string? Address { get; init; }

    /// <summary>What it sends, by language tag; empty where it sends nothing.</summary>
    public IReadOnlyDictionary<string, LetterWords> Letter { get; init; } = new Dictionary<string, LetterWords>();

    /// <summary>True where it shows a letter to the carrier, which leaves by other ways than ours.</summary>
    public bool IsToCarrier => Kind is StepKind.AskCarrier or StepKind.Claim;

    /// <summary>True where it sends a letter to the buyer.</summary>
    public bool IsToBuyer => Letter.Count > 0 && !IsToCarrier && Kind is not (StepKind.Check or StepKind.Wait);

    /// <summary>What is wrong with it, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Title) || Title.Length > 160)
            yield return "Say in one line of at most 160 characters what to do.";
        if (Detail?.Length > 2000)
            yield return "The explanation has at most 2,000 characters.";
        if (Kind is StepKind.Wait && Days is not (>= 1 and <= 60))
            yield return $"A wait lasts 1 to {Triage.LongestSnooze.Days} days.";
        if (Kind is StepKind.AskBuyer or StepKind.AskCarrier && Letter.Count == 0)
            yield return "Write the letter that it sends, in one language at least.";
        if (Address is { } address && (address.Count(letter => letter == '@') != 1 || address.StartsWith('@') || address.EndsWith('@') || address.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '<' or '>' or ',' or '?' or '&')))
            yield return "The carrier's address is an e-mail address alone.";
        foreach (var (language, words) in Letter)
            if (words.Problem() is { } problem)
                yield return $"Letter in {language}: {problem}";
    }

    /// <summary>The end of a wait that begins now.</summary>
    public Instant WaitsUntil(Instant now) => now + Duration.FromDays(Days ?? 1);
}
