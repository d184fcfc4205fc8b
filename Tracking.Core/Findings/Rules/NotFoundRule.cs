using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>No carrier knows any number of the parcel, for longer than a new label takes.</summary>
public sealed class NotFoundRule : FindingRule
{
    public override FindingKind Kind => FindingKind.NotFound;
    public override bool IsGap => true;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        var legs = standing.Situation.Legs;
        if (legs.Count == 0 || standing.Timeline.Stage is not null || legs.Any(leg => leg.NotFoundSince is null)
            || standing.Norms.NotFound.For(standing.Kind) is not { } usual)
            yield break;
        var since = legs.Max(leg => leg.NotFoundSince!.Value);
        if (!standing.Past(since + usual))
            yield break;
        yield return new()
        {
            Kind = Kind,
            Severity = Severity.Exception,
            Since = since,
            Sentence = $"{string.Join(" and ", legs.Select(leg => leg.Leg.Carrier.Value).Distinct().Order(StringComparer.Ordinal))} "
                + $"{(legs.Count == 1 ? "has" : "have")} not known the number for {Sentences.Days(standing.DaysSince(since))}; a new label is usually known within {Sentences.Days(usual)}.",
            Expected = $"a first answer by {Sentences.Day(since + usual)}",
            MustAct = Party.Seller,
        };
    }
}
