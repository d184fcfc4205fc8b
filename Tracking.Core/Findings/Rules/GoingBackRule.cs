using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>On its way back to the sender, or back there.</summary>
public sealed class GoingBackRule : FindingRule
{
    public override FindingKind Kind => FindingKind.GoingBack;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Timeline.Stage is not Stage.Returned)
            yield break;
        var back = standing.OpenSeries(line => line is { Moves: true, Stage: Stage.Returned }, line => line.Moves);
        if (back is not [var first, ..])
            yield break;
        var done = back[^1].Milestone is Milestone.Returned;
        yield return new()
        {
            Kind = Kind,
            Severity = done ? Severity.Warning : Severity.Exception,
            Since = Standing.At(first),
            Sentence = done
                ? $"Back at the sender since {Sentences.Day(back[^1])}."
                : $"On its way back to the sender since {Sentences.Day(first)}.",
            Expected = done ? null : "the parcel back at the sender",
            Evidence = [first.Key, .. back.Count > 1 ? [back[^1].Key] : Array.Empty<EventKey>()],
            MustAct = Party.Seller,
        };
    }
}
