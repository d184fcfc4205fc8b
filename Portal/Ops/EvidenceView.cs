using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Cases;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Timelines;

namespace Tracking.Portal.Ops;

/// <summary>What an evidence pack says, in words: pure functions of the evidence.</summary>
public static class EvidenceView
{
    /// <summary>What stands where nobody said anything.</summary>
    public const string NotKnown = "not known";

    /// <summary>
    /// What a carrier asks for in a claim, and a payment provider in a dispute. PayPal's PROOF_OF_FULFILLMENT demands the carrier's name and the tracking number, card schemes evidence
    /// sorted by category [S77, S78: developer.paypal.com customer-disputes evidence, Braintree evidence requirements]; what else is listed is inferred [I].
    /// </summary>
    public static IReadOnlyList<EvidencePurpose> Purposes(Evidence evidence) =>
    [
        new("For a claim with a carrier", "What carriers ask for differs by carrier and contract; these are the usual facts [I].",
        [
            .. Parcel(evidence),
            new("Contents", Or(evidence.Redaction.Of(string.Join(", ", evidence.Orders.SelectMany(order => order.Items))))),
            new("Value", Or(Words.Money(evidence.View.Parcel.Value, evidence.View.Parcel.Currency))),
            .. evidence.View.Findings.Count == 0 ? [new Explained("What went wrong", "nothing was found")] : evidence.View.Findings.SelectMany(finding => Wrong(evidence, finding)),
            new("Last provably held by", Or(evidence.View.Timeline.Holdings is [.., var last] ? $"{evidence.Carriers.NameOf(last.Holder)}, {ParcelOpsView.LocalOf(last.LastProven)}: {ParcelOpsView.EndText(last, evidence.Carriers.NameOf)}" : null)),
            .. Silence(evidence),
            .. evidence.Deadlines.Select(deadline => new Explained($"{ClaimView.KindOf(deadline.Kind)}, {evidence.Carriers.NameOf(deadline.Carrier)}", ClaimView.WindowOf(deadline))),
        ]),
        new("For a payment dispute: not received, or not as told", "Payment providers ask for the carrier's name and the tracking number, and for evidence by category [T].",
        [
            .. Parcel(evidence),
            new("Ordered", Or(evidence.View.Parcel.OrderedAt is { } ordered ? Words.Minute(ordered) : null)),
            .. Delivery(evidence),
        ]),
    ];

    /// <summary>The silence that lasts, and the longest on the way.</summary>
    public static IEnumerable<Explained> Silence(Evidence evidence)
    {
        if (evidence.Silence is { } now)
        {
            yield return new("Silence", $"no scan since {Seen(evidence, now.From)}: {Words.Count(now.Days, "day")} as of {Words.Minute(now.Until)}");
            foreach (var line in Unusual(evidence, now))
                yield return line;
        }
        if (evidence.Longest is { Days: > 0 } longest)
        {
            yield return new("Longest silence on the way", $"{Words.Count(longest.Days, "day")} between {Seen(evidence, longest.From)} and {Seen(evidence, longest.To!)}");
            foreach (var line in Unusual(evidence, longest))
                yield return line;
        }
        if (evidence is { Silence: null, Longest: null })
            yield return new("Silence", "fewer than two scans are known, so none can be measured");
    }

    private static IReadOnlyList<Explained> Unusual(Evidence evidence, SilenceProof silence) => silence.Lines.Count > 0 ? [.. silence.Lines.Select(line => Named(evidence, line))] : [new("How unusual", NotKnown + ": too few parcels were watched there")];

    /// <summary>The delivery, its proof, and whether it was where the order goes.</summary>
    public static IEnumerable<Explained> Delivery(Evidence evidence)
    {
        var proof = evidence.View.Timeline.ProofOfDelivery;
        if (evidence.Match is not { } match)
        {
            yield return new("Delivered", "no delivery has been told");
            yield break;
        }
        yield return new("Delivered", $"{Seen(evidence, match.Line)}, told by {evidence.Carriers.NameOf(match.Line.Sources[0].Source)}");
        yield return new("Signed by", proof?.SignedBy is not { Length: > 0 } name ? NotKnown : evidence.Redaction.IsOff ? name : "a name was given; left out here");
        yield return new("Handed over at", Or(evidence.Redaction.Of(proof?.Location)));
        yield return new("Country of delivery and of the order", match.SameCountry switch
        {
            true => $"agree ({match.Country})",
            false => $"differ: delivered in {match.Country}, ordered to {evidence.View.Parcel.Destination}",
            _ => NotKnown,
        });
        yield return new("Postcode of delivery and of the order", (match.SamePostcode switch { true => "agree", false => "differ", _ => NotKnown })
            + (match.SamePostcode is not null && evidence.Redaction.IsOff ? $": {match.Postcode} and {evidence.View.Parcel.DestinationPostcode}" : ""));
    }

    /// <summary>A line's clock with its offset, and what it means.</summary>
    public static string Seen(Evidence evidence, TimelineLine line) =>
        $"{Clock(line.Time)} ({ParcelOpsView.MeaningOf(line).ToLowerInvariant()}{(evidence.Redaction.Of(line.Place?.Text) is { Length: > 0 } place ? ", " + place : "")})";

    /// <summary><c>2026-11-22 13:58 -05:00</c>; says where the offset is not known.</summary>
    public static string Clock(EventTime? time) => time switch
    {
        null => ParcelOpsView.LocalOf(null),
        { IsDateOnly: false, Offset: null } => ParcelOpsView.LocalOf(time) + ", offset not known",
        { Offset: { } offset } => $"{ParcelOpsView.LocalOf(time)} {OffsetPattern.CreateWithInvariantCulture("+HH:mm").Format(offset)}",
        _ => ParcelOpsView.LocalOf(time),
    };

    private static IEnumerable<Explained> Wrong(Evidence evidence, Finding finding)
    {
        yield return new("What went wrong", $"{evidence.Redaction.Of(evidence.Carriers.Named(finding.Sentence))} Since {Words.Minute(finding.Since)}.");
        if (finding.Why is { Usual: not null, Percentile: not null } why)
            foreach (var line in Explained.OfSilence(why))
                yield return Named(evidence, line);
    }

    private static Explained Named(Evidence evidence, Explained line) => line with { Text = evidence.Carriers.Named(line.Text) };

    private static IEnumerable<Explained> Parcel(Evidence evidence)
    {
        var timeline = evidence.View.Timeline;
        foreach (var leg in evidence.View.Legs)
            yield return new("Carrier and tracking number", $"{evidence.Carriers.NameOf(leg.Leg.Carrier)}, {leg.Leg.Number.Value}");
        yield return new("Service", Or(timeline.Service));
        yield return new("Order", Or(string.Join(", ", evidence.Orders.Select(order => $"{order.Number} ({order.Shop})"))));
        yield return new("From and to", Or(timeline.Lane.ToString() is { Length: > 1 } lane ? Words.LaneOf(lane) : null));
        yield return new("Handed to the carrier", Or(timeline.Lines.FirstOrDefault(line => line.Moves && line.Milestone?.IsScan() is true) is { } first ? Seen(evidence, first) : null));
        yield return new("Standing", ParcelOpsView.StandingOf(timeline));
    }

    private static string Or(string? text) => string.IsNullOrWhiteSpace(text) ? NotKnown : text;
}
