using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>Delivered, but not where the order says: another country, or another postcode where both were said.</summary>
public sealed class DeliveredElsewhereRule : FindingRule
{
    public override FindingKind Kind => FindingKind.DeliveredElsewhere;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Timeline.Stage is not Stage.Delivered || standing.Told.LastOrDefault(told => told is { Moves: true, Milestone: Milestone.Delivered }) is not { } line)
            yield break;
        var parcel = standing.Situation.Parcel;
        var proof = standing.Timeline.ProofOfDelivery;
        var country = proof?.Country ?? line.Place?.Country;
        if (country is not null && parcel.Destination is { } destination && country != destination)
        {
            yield return Elsewhere(line.Key, Severity.Critical, $"Delivered in {Sentences.Country(country)}, but the order goes to {Sentences.Country(destination)}.");
            yield break;
        }
        var collected = standing.Scans.Any(scan => scan.Milestone is Milestone.AtPickupPoint) || line.Reason is Reason.RecipientPickupPoint or Reason.RecipientNeighbour;
        var postcode = Plain(proof?.Postcode ?? line.Place?.Postcode);
        var ordered = Plain(parcel.DestinationPostcode);
        if (!collected && postcode.Length > 0 && ordered.Length > 0 && !postcode.StartsWith(ordered, StringComparison.Ordinal) && !ordered.StartsWith(postcode, StringComparison.Ordinal))
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

    private static string Plain(string? postcode) =>
        postcode is null ? "" : new([.. postcode.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
}
