using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>Given by one carrier and taken by none: the giver is the last proven holder.</summary>
public sealed class HandoverGapRule : FindingRule
{
    public override FindingKind Kind => FindingKind.HandoverGap;
    public override bool IsGap => true;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.LastScan is not { Milestone: Milestone.HandedOver } given || standing.Timeline.Stage is Stage.Returned
            || !standing.TracksToTheDoor || standing.Norms.HandoverGap.For(standing.Kind) is not { } usual)
            yield break;
        var next = standing.Timeline.Handovers.FirstOrDefault(handover => handover.GivenLine == given.Key && handover.TakenLine is null);
        var taker = next is null ? null : standing.Ahead.FirstOrDefault(leg => leg.Leg.Carrier == next.To);
        if (taker is { CanBeAsked: false, LastAnsweredAt: null })
            yield break;
        var since = Standing.At(given);
        if (!standing.Past(since + usual))
            yield break;
        var lost = standing.Norms.LostSuggested.For(standing.Kind) is { } most && standing.Past(since + most);
        var to = next is null ? "the next carrier" : next.To.Value;
        yield return new()
        {
            Kind = Kind,
            Subject = taker?.Leg.Number.Value ?? "",
            Severity = lost ? Severity.Critical : Severity.Exception,
            Since = since,
            Sentence = $"{given.Carrier} handed the parcel over{Sentences.In(given)} {Sentences.Days(standing.DaysSince(since))} ago and {to} has not scanned it yet; "
                + $"that usually takes up to {Sentences.Days(usual)}.",
            Expected = $"a first scan by {to} by {Sentences.Day(since + usual)}",
            Evidence = [given.Key],
            MustAct = Party.Carrier,
        };
    }
}
