using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>Two things were told that cannot both be true: delivered and moving again or lost, or delivered in two places.</summary>
public sealed class ContradictionRule : FindingRule
{
    public override FindingKind Kind => FindingKind.Contradiction;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        var again = Ended(standing);
        if (again is { } pair)
        {
            yield return new()
            {
                Kind = Kind,
                Severity = Severity.Exception,
                Since = Standing.At(pair.Scan),
                Sentence = $"Told {Name(pair.End)} on {Sentences.Day(pair.End)}{Sentences.In(pair.End)}, and {(pair.Scan.Milestone is Milestone.Lost ? "declared lost" : "scanned again")} on {Sentences.Day(pair.Scan)}{Sentences.In(pair.Scan)}.",
                Expected = "the carrier's word on which is true",
                Evidence = [pair.End.Key, pair.Scan.Key],
                MustAct = Party.Carrier,
            };
            yield break;
        }
        if (standing.Timeline.Stage is not Stage.Delivered)
            yield break;
        var deliveries = standing.Timeline.Lines.Where(line => line is { Class: EventClass.Actual, Withdrawn: false, Confirmed: true, Milestone: Milestone.Delivered }).ToList();
        foreach (var other in deliveries.Skip(1))
        {
            if (!Differ(deliveries[0].Place, other.Place))
                continue;
            yield return new()
            {
                Kind = Kind,
                Severity = Severity.Warning,
                Since = Standing.At(other),
                Sentence = $"Told delivered twice: on {Sentences.Day(deliveries[0])}{Sentences.In(deliveries[0])} and on {Sentences.Day(other)}{Sentences.In(other)}.",
                Expected = "the carrier's word on which is true",
                Evidence = [deliveries[0].Key, other.Key],
                MustAct = Party.Carrier,
            };
            yield break;
        }
    }

    /// <summary>The last end that a scan contradicts; a return after a delivery does not, nor does another end.</summary>
    private static (TimelineLine End, TimelineLine Scan)? Ended(Standing standing)
    {
        (TimelineLine End, TimelineLine Scan)? found = null;
        TimelineLine? end = null;
        foreach (var line in standing.Told)
        {
            if (!line.Moves)
                continue;
            if (line.Milestone is Milestone.Delivered or Milestone.Returned or Milestone.Destroyed)
                (end, found) = (line, null);
            else if (line.Stage is Stage.Returned)
                (end, found) = (null, null);
            else if (end is not null && found is null)
                found = (end, line);
        }
        return found;
    }

    private static string Name(TimelineLine end) => end.Milestone switch { Milestone.Delivered => "delivered", Milestone.Returned => "returned", _ => "destroyed" };

    private static bool Differ(Place? a, Place? b) =>
        a?.Country is { } one && b?.Country is { } two && one != two
        || a?.City is { } here && b?.City is { } there && !string.Equals(here, there, StringComparison.OrdinalIgnoreCase);
}
