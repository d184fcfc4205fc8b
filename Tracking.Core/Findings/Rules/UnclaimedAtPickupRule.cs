using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>Waiting at a pickup point for longer than people usually take.</summary>
public sealed class UnclaimedAtPickupRule : FindingRule
{
    public override FindingKind Kind => FindingKind.UnclaimedAtPickup;
    public override bool IsGap => true;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Timeline.Stage is not Stage.AtPickup || standing.Norms.UnclaimedAtPickup.For(standing.Kind) is not { } usual)
            yield break;
        var waits = standing.OpenSeries(line => line is { Moves: true, Stage: Stage.AtPickup }, line => line.Moves);
        if (waits is not [var first, ..] || !standing.Past(Standing.At(first) + usual))
            yield break;
        var since = Standing.At(first);
        yield return new()
        {
            Kind = Kind,
            Severity = Severity.Exception,
            Since = since,
            Sentence = $"Waiting to be collected{Sentences.In(first)} for {Sentences.Days(standing.DaysSince(since))}; most are collected within {Sentences.Days(usual)}, then they go back.",
            Expected = $"collection by {Sentences.Day(since + usual)}",
            Evidence = [first.Key],
            MustAct = Party.Recipient,
        };
    }
}
