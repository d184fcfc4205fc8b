using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>The day the carrier estimated, or the shop promised, is over and the parcel is not there.</summary>
public sealed class MissedEddRule : FindingRule
{
    public override FindingKind Kind => FindingKind.MissedEdd;
    public override bool IsGap => true;

    public override IEnumerable<Finding> Find(Standing standing)
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
            if (!standing.Past(end))
                continue;
            yield return new()
            {
                Kind = Kind,
                Severity = Severity.Warning,
                Since = end,
                Sentence = $"{who} delivery by {Sentences.Day(to)}; it is {Sentences.Days(standing.DaysSince(end) + 1)} over that and not delivered.",
                Expected = $"delivery by {Sentences.Day(to)}",
                Evidence = standing.LastScan is { } last ? [last.Key] : [],
                MustAct = Party.Carrier,
            };
        }
    }
}
