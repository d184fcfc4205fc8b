using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Findings;

/// <summary>A rule that infers something from silence: it says what is awaited and from when on its absence is how grave, and all else follows.</summary>
public abstract class GapRule : FindingRule
{
    public sealed override bool IsGap => true;

    public sealed override IEnumerable<Finding> Find(Standing standing)
    {
        foreach (var gap in Gaps(standing))
        {
            var steps = Effective(gap, standing);
            // All are asked, so that the next of them is known.
            var reached = steps.Where(step => standing.Past(step.At)).ToList();
            if (reached.Count == 0)
                continue;
            var worst = reached.MaxBy(step => step.Severity);
            yield return new()
            {
                Kind = Kind,
                Subject = gap.Subject,
                Severity = worst.Severity,
                Since = gap.Since,
                Sentence = gap.Tell(worst.Severity),
                Expected = ExpectedOf(gap),
                Evidence = gap.Evidence,
                MustAct = gap.MustAct,
                Why = gap.Why with
                {
                    Turns = Turns(steps, standing, worst.Severity),
                    IsWeighed = worst.Weighed,
                    IsOverCap = worst.Severity < Severity.Exception && gap.Steps.Any(step => step.Weighed && standing.IsPast(step.At)),
                },
            };
        }
    }

    /// <summary>What it waits for without having found anything.</summary>
    public IEnumerable<Awaited> Await(Standing standing)
    {
        foreach (var gap in Gaps(standing))
        {
            var turns = Turns(gap.Steps, standing, null);
            if (gap.Steps.Any(step => standing.IsPast(step.At)) || turns.Count == 0)
                continue;
            yield return new()
            {
                Kind = Kind,
                Subject = gap.Subject,
                Since = gap.Since,
                Expected = ExpectedOf(gap),
                Speaks = turns[0],
                Evidence = gap.Evidence,
                Why = gap.Why with { Turns = turns },
            };
        }
    }

    /// <summary>What is awaited of a parcel that stands so; pure, and the same whatever the time.</summary>
    protected abstract IEnumerable<Gap> Gaps(Standing standing);

    private static string ExpectedOf(Gap gap) => gap.Why.By is { } by ? $"{gap.Awaits} by {Sentences.Day(by)}" : gap.Awaits;

    /// <summary>What people cannot look at today waits for the day on which they can.</summary>
    private static IReadOnlyList<GapStep> Effective(Gap gap, Standing standing) => standing.Situation.CappedUntil is { } until
        ? [.. gap.Steps.Select(step => step.Weighed && step.At < until ? step with { At = until } : step)]
        : gap.Steps;

    private static List<Turn> Turns(IReadOnlyList<GapStep> steps, Standing standing, Severity? now)
    {
        var turns = new List<Turn>();
        foreach (var step in steps.Where(step => !standing.IsPast(step.At)).OrderBy(step => step.At).ThenByDescending(step => step.Severity))
        {
            if (step.Severity > (turns.Count > 0 ? turns[^1].Severity : now ?? (Severity)(-1)))
                turns.Add(new(step.Severity, step.At));
        }
        return turns;
    }
}
