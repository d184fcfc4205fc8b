using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>Delivered, but not where the order says: another country, or another postcode where both were said.</summary>
public sealed class DeliveredElsewhereRule : FindingRule
{
    public override FindingKind Kind => FindingKind.DeliveredElsewhere;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Timeline.Stage is not Stage.Delivered || AddressMatch.Of(standing.Situation.Parcel, standing.Timeline) is not { Line: var line } match)
            yield break;
        if (match.SameCountry is false)
        {
            yield return Elsewhere(line.Key, Severity.Critical, $"Delivered in {Sentences.Country(match.Country)}, but the order goes to {Sentences.Country(standing.Situation.Parcel.Destination)}.");
            yield break;
        }
        var collected = standing.Scans.Any(scan => scan.Milestone is Milestone.AtPickupPoint) || line.Reason is Reason.RecipientPickupPoint or Reason.RecipientNeighbour;
        if (!collected && match.SamePostcode is false)
            yield return Elsewhere(line.Key, Severity.Exception, "Delivered at another postcode than the order's.");

        Finding Elsewhere(EventKey evidence, Severity severity, string sentence) => new()
        {
            Kind = Kind,
            Severity = severity,
            Since = Standing.At(line),
            Sentence = sentence,
            Expected = "a delivery at the order's address",
            Evidence = [evidence],
            MustAct = Party.Carrier,
        };
    }
}
