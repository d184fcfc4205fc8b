using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>The day the carrier estimated, or the shop promised, is over and the parcel is not there.</summary>
public sealed class MissedEddRule : GapRule
{
    public override FindingKind Kind => FindingKind.MissedEdd;

    protected override IEnumerable<Gap> Gaps(Standing standing)
    {
        if (standing.Timeline.Stage is Stage.AtPickup or Stage.Returned || !standing.TracksToTheDoor && standing.HasLeft)
            yield break;
        var country = standing.Situation.Parcel.Destination ?? standing.Timeline.Lane.Destination;
        LocalDate? estimated = standing.Timeline.Edd?.To;
        LocalDate? promised = standing.Situation.Parcel.PromisedBy;
        foreach (var (day, who) in new[] { (estimated, $"{standing.Timeline.EddBy} estimated"), (promised, "The shop promised") })
        {
            if (day is not { } to)
                continue;
            var end = CountryZones.EndOf(to, country);
            yield return new()
            {
                Since = end,
                Awaits = $"delivery by {Sentences.Day(to)}",
                Steps = [new(Severity.Warning, end)],
                Tell = _ => $"{who} delivery by {Sentences.Day(to)}; it is {Sentences.Days(standing.DaysSince(end) + 1)} over that and not delivered.",
                Evidence = standing.LastScan is { } last ? [last.Key] : [],
                MustAct = Party.Carrier,
                Why = standing.LastScan is { } scan && standing.WaitForScan(scan, standing.Norms.Stalled) is { Usual: not null } wait ? standing.Explain(wait) with { By = null } : new(),
            };
        }
    }
}
