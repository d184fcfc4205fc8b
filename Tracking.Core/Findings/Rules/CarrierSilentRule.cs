using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>A carrier does not answer, so that the parcel's silence proves nothing; after some days that is itself an exception.</summary>
public sealed class CarrierSilentRule : FindingRule
{
    public override FindingKind Kind => FindingKind.CarrierSilent;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.IsOver)
            yield break;
        foreach (var leg in standing.Ahead)
        {
            if (standing.BlindSince(leg) is not { } since)
                continue;
            var dead = standing.HasDeadFeed(leg);
            var tooLong = standing.Past(since + standing.Norms.CarrierSilentException);
            yield return new()
            {
                Kind = Kind,
                Subject = leg.Leg.Number.Value,
                Severity = tooLong ? Severity.Exception : Severity.Watch,
                Since = since,
                Sentence = $"{leg.Leg.Carrier} {(dead ? "answers, but has had no news for anyone" : "has not answered")} since {Sentences.Day(since)}; where the parcel is meanwhile is not known.",
                Expected = dead ? "news" : "an answer",
                MustAct = Party.Carrier,
            };
        }
    }
}
