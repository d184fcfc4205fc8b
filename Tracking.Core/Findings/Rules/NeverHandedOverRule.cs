using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>A label was made and nobody has scanned the parcel since.</summary>
public sealed class NeverHandedOverRule : FindingRule
{
    public override FindingKind Kind => FindingKind.NeverHandedOver;
    public override bool IsGap => true;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Timeline.Stage is not Stage.Label || standing.Scans.Count > 0 || standing.Norms.NeverHandedOver.For(standing.Kind) is not { } usual)
            yield break;
        var label = standing.Told.First(line => line.Moves);
        var since = Standing.At(label);
        if (!standing.Past(since + usual))
            yield break;
        yield return new()
        {
            Kind = Kind,
            Severity = Severity.Exception,
            Since = since,
            Sentence = $"The label was made {Sentences.Days(standing.DaysSince(since))} ago and the carrier has never scanned the parcel; it usually does within {Sentences.Days(usual)}.",
            Expected = $"a first scan by {Sentences.Day(since + usual)}",
            Evidence = [label.Key],
            MustAct = Party.Seller,
        };
    }
}
