using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
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
        foreach (var refusal in standing.Timeline.Refused)
        {
            if (refusal.IsAll && !ReusedNumberRule.IsReused(refusal, standing.Situation.Parcel) && SentenceOf(refusal, standing.Situation.Parcel) is { } sentence)
                yield return Contradicts(refusal.Number, refusal.First?.Possible().Start ?? standing.Situation.Parcel.RegisteredAt, sentence, []);
        }
        var destination = standing.Situation.Parcel.Destination;
        var elsewhere = standing.Scans.LastOrDefault(line => line.Stage is Stage.OutForDelivery or Stage.AtPickup && line.Place?.Country is { } country
            && destination is not null && !Countries.ShareAPost(country, destination));
        if (elsewhere is not null && standing.Timeline.Stage is Stage.OutForDelivery or Stage.AtPickup)
            yield return Contradicts(elsewhere.Sources[0].Number, Standing.At(elsewhere), $"Being delivered in {Sentences.Country(elsewhere.Place!.Country)}, but the order goes to {Sentences.Country(destination)}.", [elsewhere.Key]);
    }

    /// <summary>Why all that is told under a number is another parcel's; null where that is no mistake.</summary>
    private static string? SentenceOf(Refusal refusal, Parcel parcel) => refusal switch
    {
        { Reason: RefusalReason.BeforeOrder, First: { } first } when parcel.OrderedAt is { } ordered =>
            $"Scans under this number are {Sentences.Days(ordered - first.Possible().End)} older than the order: it was another parcel's.",
        { Reason: RefusalReason.OtherDestination } =>
            $"{refusal.Source} says that this number goes to {Sentences.Country(refusal.Destination)}, but the order goes to {Sentences.Country(parcel.Destination)}.",
        _ => null,
    };

    private Finding Contradicts(TrackingNumber number, Instant since, string sentence, IReadOnlyList<EventKey> evidence) => new()
    {
        Kind = Kind,
        Subject = number.Value,
        Severity = Severity.Exception,
        Since = since,
        Sentence = sentence,
        Expected = "the number of this order's parcel",
        Evidence = evidence,
        MustAct = Party.Seller,
    };
}
