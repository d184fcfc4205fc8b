using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>Left the country of origin and was never scanned in the country of destination.</summary>
public sealed class LostInLineHaulRule : SilenceRule
{
    public override FindingKind Kind => FindingKind.LostInLineHaul;

    protected override bool Applies(Standing standing, TimelineLine last) =>
        standing is { CrossesBorder: true, HasLeft: true, HasArrived: false, TracksToTheDoor: true }
        && standing.Timeline.Stage is not Stage.Returned && last.Milestone is not Milestone.HandedOver;

    protected override Norm NormOf(LaneNorms norms) => norms.LostInLineHaul;

    protected override string Awaited(Timeline timeline) => $"a scan in {Sentences.Country(timeline.Lane.Destination)}";
}
