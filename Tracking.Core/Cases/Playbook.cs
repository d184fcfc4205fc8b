using Tracking.Core.Parcels;

namespace Tracking.Core.Cases;

/// <summary>What to check and what to do in cases of one sort.</summary>
public sealed record Playbook
{
    /// <summary>The most steps: a longer list is none that a person works through.</summary>
    public const int MostSteps = 30;

    /// <summary>Its name in addresses; never changes.</summary>
    public required string Key { get; init; }
    public required string Title { get; init; }
    public PlaybookScope For { get; init; } = new();

    /// <summary>In the order in which they are done.</summary>
    public required IReadOnlyList<PlaybookStep> Steps { get; init; }

    /// <summary>The playbook for a case: the most exact one that fits, see <see cref="PlaybookScope.CompareTo"/>, and of equals the first by key; null where none fits.</summary>
    public static Playbook? Choose(IEnumerable<Playbook> live, CaseFacts facts) => live
        .Where(one => one.For.Fits(facts))
        .OrderByDescending(one => one.For, Comparer<PlaybookScope>.Create((one, other) => one.CompareTo(other)))
        .ThenBy(one => one.Key, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>What is wrong with it, each with its field.</summary>
    public IEnumerable<FieldProblem> Problems()
    {
        if (string.IsNullOrWhiteSpace(Title) || Title.Length > 120)
            yield return new("title", "A title of at most 120 characters.");
        if (For.WorthFrom is { } worth && !(worth > 0 && double.IsFinite(worth)))
            yield return new("for.worthFrom", "The worth is a number above 0, in US dollars.");
        if (For.DaysFrom is < 1 or > 365)
            yield return new("for.daysFrom", "The age is a number of days from 1 to 365.");
        if (Steps.Count is 0 or > MostSteps)
            yield return new("steps", $"A playbook has 1 to {MostSteps} steps.");
        if (Steps.Select(step => step.Id).Distinct().Count() != Steps.Count)
            yield return new("steps", "Two steps have one id.");
        for (var i = 0; i < Steps.Count; i++)
            foreach (var problem in Steps[i].Problems())
                yield return new($"steps[{i}]", problem);
    }
}
