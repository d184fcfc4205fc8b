using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>No carrier knows any number of the parcel, for longer than a new label takes.</summary>
public sealed class NotFoundRule : GapRule
{
    public override FindingKind Kind => FindingKind.NotFound;

    protected override IEnumerable<Gap> Gaps(Standing standing)
    {
        var legs = standing.Situation.Legs;
        if (legs.Count == 0 || standing.Timeline.Stage is not null || standing.Timeline.Refused.Any(refusal => ReusedNumberRule.IsReused(refusal, standing.Situation.Parcel)) || legs.Any(leg => leg.NotFoundSince is null)
            || standing.Norms.NotFound.For(standing.Kind) is not { } usual)
            yield break;
        var since = legs.Max(leg => leg.NotFoundSince!.Value);
        yield return new()
        {
            Since = since,
            Awaits = "a first answer",
            Steps = [new(Severity.Exception, since + usual)],
            Tell = _ => $"{string.Join(" and ", legs.Select(leg => leg.Leg.Carrier.Value).Distinct().Order(StringComparer.Ordinal))} "
                + $"{(legs.Count == 1 ? "has" : "have")} not known the number for {Sentences.Days(standing.DaysSince(since))}; a new label is usually known within {Sentences.Days(usual)}.",
            MustAct = Party.Seller,
            Why = new() { By = since + usual, DefaultDays = (int)usual.TotalDays },
        };
    }
}
