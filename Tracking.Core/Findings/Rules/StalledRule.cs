using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>No scan for too long: on a domestic way, before leaving the country of origin, or on the way back.</summary>
public sealed class StalledRule : SilenceRule
{
    public override FindingKind Kind => FindingKind.Stalled;

    protected override bool Applies(Standing standing, TimelineLine last) =>
        standing.Timeline.Stage is not Stage.AtPickup && last.Milestone is not Milestone.HandedOver
        && (standing.Timeline.Stage is Stage.Returned || !standing.CrossesBorder || !standing.HasLeft);

    protected override Norm NormOf(LaneNorms norms) => norms.Stalled;

    protected override string Awaited(Timeline timeline) => "another scan";
}
