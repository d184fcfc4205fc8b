using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>Arrived in the country of destination, or cleared by its customs, and silent since.</summary>
public sealed class LostAtDestinationRule : SilenceRule
{
    public override FindingKind Kind => FindingKind.LostAtDestination;

    protected override bool Applies(Standing standing, TimelineLine last) =>
        standing is { CrossesBorder: true, HasArrived: true, TracksToTheDoor: true }
        && standing.Timeline.Stage is not (Stage.Returned or Stage.AtPickup)
        && last.Milestone is not (Milestone.CustomsHeld or Milestone.HandedOver);

    protected override Norm NormOf(LaneNorms norms) => norms.LostAtDestination;

    protected override string Awaited(Timeline timeline) => $"a scan in {Sentences.Country(timeline.Lane.Destination)}";
}
