using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>What a playbook would have meant for past cases, beside what is live now.</summary>
public sealed record PlaybookTrial
{
    /// <summary>How many cases were looked at.</summary>
    public required int Cases { get; init; }

    /// <summary>Those it would have been for, newest first, each with the key of the playbook that is live for it now; null for none.</summary>
    public required IReadOnlyList<(PastCase Case, string? Now)> Matched { get; init; }

    /// <summary>Those that its live version is for now, and it would not be, each with the key of the one they would fall to.</summary>
    public required IReadOnlyList<(PastCase Case, string? Then)> Lost { get; init; }

    /// <summary>How many of those matched come from another playbook, or from none.</summary>
    public int Gained(string key) => Matched.Count(one => one.Now != key);

    /// <summary>Half of the matched cases that are closed took no longer; null where none is closed.</summary>
    public Duration? Median => Matched.Select(one => one.Case.Took).OfType<Duration>().Order().ToList() is { Count: > 0 } took ? took[(took.Count - 1) / 2] : null;

    /// <summary>How the matched ones ended, the most frequent first.</summary>
    public IReadOnlyList<(CaseState State, int Cases)> Ends => [.. Matched.GroupBy(one => one.Case.State).Select(of => (of.Key, of.Count())).OrderByDescending(of => of.Item2)];

    /// <param name="tried">In the place of its live version, or beside all others.</param>
    public static PlaybookTrial Of(IReadOnlyList<PastCase> past, IReadOnlyCollection<Playbook> live, Playbook tried)
    {
        var then = live.Where(one => one.Key != tried.Key).Append(tried).ToList();
        var chosen = past.Select(one => (Case: one, Now: Playbook.Choose(live, one.Facts)?.Key, Then: Playbook.Choose(then, one.Facts)?.Key)).ToList();
        return new PlaybookTrial
        {
            Cases = past.Count,
            Matched = [.. chosen.Where(one => one.Then == tried.Key).Select(one => (one.Case, one.Now))],
            Lost = [.. chosen.Where(one => one.Now == tried.Key && one.Then != tried.Key).Select(one => (one.Case, one.Then))],
        };
    }
}
