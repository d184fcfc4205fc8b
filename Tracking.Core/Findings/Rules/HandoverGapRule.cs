using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>Given by one carrier and taken by none: the giver is the last proven holder.</summary>
public sealed class HandoverGapRule : GapRule
{
    public override FindingKind Kind => FindingKind.HandoverGap;

    protected override IEnumerable<Gap> Gaps(Standing standing)
    {
        if (standing.LastScan is not { Milestone: Milestone.HandedOver } given || standing.Timeline.Stage is Stage.Returned || !standing.TracksToTheDoor)
            yield break;
        var next = standing.Timeline.Handovers.FirstOrDefault(handover => handover.GivenLine == given.Key && handover.TakenLine is null);
        var taker = next is null ? null : standing.Ahead.FirstOrDefault(leg => leg.Leg.Carrier == next.To);
        if (taker is { CanBeAsked: false, LastAnsweredAt: null })
            yield break;
        var wait = standing.WaitForScan(given, standing.Norms.HandoverGap);
        if (!wait.IsKnown)
            yield break;
        var to = next is null ? "the next carrier" : next.To.Value;
        yield return new()
        {
            Subject = taker?.Leg.Number.Value ?? "",
            Since = wait.Since,
            Awaits = $"a first scan by {to}",
            Steps = wait.Steps(),
            Tell = _ => $"{given.Carrier} handed the parcel over{Sentences.In(given)} {Sentences.Days(standing.DaysSince(wait.Since))} ago and {to} has not scanned it yet; "
                + (wait.Usual is { } usual ? $"95 of 100 are scanned within {Sentences.WorkingDays(usual.P95)}." : $"that usually takes up to {Sentences.Days(wait.By - wait.Since)}."),
            Evidence = [given.Key],
            MustAct = Party.Carrier,
            Why = standing.Explain(wait),
        };
    }
}
