using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>The number is not this parcel's: its carrier refuses the form, or what is told under it cannot be this order.</summary>
public sealed class WrongNumberRule : FindingRule
{
    public override FindingKind Kind => FindingKind.WrongNumber;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        foreach (var leg in standing.Situation.Legs)
        {
            if (leg.Refusal is not { } refusal)
                continue;
            yield return new()
            {
                Kind = Kind,
                Subject = leg.Leg.Number.Value,
                Severity = Severity.Exception,
                Since = leg.LastAnsweredAt ?? leg.Leg.AddedAt,
                Sentence = $"{leg.Leg.Carrier} refuses the number: {refusal}",
                Expected = "a number this carrier takes",
                MustAct = Party.Seller,
            };
        }
        if (standing.Situation.Parcel.OrderedAt is { } ordered && standing.Scans.Count > 0
            && standing.Scans.MinBy(Standing.At) is { } first && first.Time?.Possible().End < ordered - standing.Norms.ScanBeforeOrder)
        {
            yield return Contradicts(first, $"Scans under this number are {Sentences.Days(ordered - first.Time.Value.Possible().End)} older than the order: it was another parcel's.");
        }
        var destination = standing.Situation.Parcel.Destination;
        var elsewhere = standing.Scans.LastOrDefault(line => line.Stage is Stage.OutForDelivery or Stage.AtPickup && line.Place?.Country is { } country
            && destination is not null && country != destination);
        if (elsewhere is not null && standing.Timeline.Stage is Stage.OutForDelivery or Stage.AtPickup)
            yield return Contradicts(elsewhere, $"Being delivered in {Sentences.Country(elsewhere.Place!.Country)}, but the order goes to {Sentences.Country(destination)}.");
    }

    private Finding Contradicts(TimelineLine line, string sentence) => new()
    {
        Kind = Kind,
        Subject = line.Sources[0].Number.Value,
        Severity = Severity.Exception,
        Since = Standing.At(line),
        Sentence = sentence,
        Expected = "the number of this order's parcel",
        Evidence = [line.Key],
        MustAct = Party.Seller,
    };
}
