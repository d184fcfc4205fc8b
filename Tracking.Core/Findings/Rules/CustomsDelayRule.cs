using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>Held by customs for longer than usual; merely presented is a watch, for many posts never tell of a release.</summary>
public sealed class CustomsDelayRule : FindingRule
{
    public override FindingKind Kind => FindingKind.CustomsDelay;
    public override bool IsGap => true;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Norms.CustomsDelay.For(standing.Kind) is not { } usual)
            yield break;
        var open = standing.OpenSeries(line => line is { Moves: true, Milestone: Milestone.CustomsPresented or Milestone.CustomsHeld }, standing.ClosesCustoms);
        var first = open.FirstOrDefault(line => line.Milestone is Milestone.CustomsHeld) ?? open.FirstOrDefault();
        if (first is null)
            yield break;
        var held = first.Milestone is Milestone.CustomsHeld;
        var since = Standing.At(first);
        if (!standing.Past(since + usual))
            yield break;
        var tooLong = held && standing.Norms.LostSuggested.For(standing.Kind) is { } most && standing.Past(since + most);
        yield return new()
        {
            Kind = Kind,
            Severity = !held ? Severity.Watch : tooLong ? Severity.Critical : Severity.Exception,
            Since = since,
            Sentence = held
                ? $"Held by customs{Sentences.In(first)} for {Sentences.Days(standing.DaysSince(since))}; clearance usually takes up to {Sentences.Days(usual)}."
                : $"Presented to customs{Sentences.In(first)} {Sentences.Days(standing.DaysSince(since))} ago and nothing told since; clearance usually takes up to {Sentences.Days(usual)}.",
            Expected = $"a release, or a scan beyond customs, by {Sentences.Day(since + usual)}",
            Evidence = [.. open.Select(line => line.Key)],
            MustAct = open[^1].Reason?.MustAct() ?? (held ? Party.Customs : null),
        };
    }
}
