using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>A label was made and nobody has scanned the parcel since.</summary>
public sealed class NeverHandedOverRule : GapRule
{
    public override FindingKind Kind => FindingKind.NeverHandedOver;

    protected override IEnumerable<Gap> Gaps(Standing standing)
    {
        if (standing.Timeline.Stage is not Stage.Label || standing.Scans.Count > 0)
            yield break;
        var label = standing.Told.First(line => line.Moves);
        var wait = standing.WaitForScan(label, standing.Norms.NeverHandedOver, isLoss: false);
        if (!wait.IsKnown)
            yield break;
        yield return new()
        {
            Since = wait.Since,
            Awaits = "a first scan",
            Steps = wait.Steps(),
            Tell = _ => $"The label was made {Sentences.Days(standing.DaysSince(wait.Since))} ago and the carrier has never scanned the parcel; "
                + (wait.Usual is { } usual ? $"it scans 95 of 100 within {Sentences.WorkingDays(usual.P95)}." : $"it usually does within {Sentences.Days(wait.By - wait.Since)}."),
            Evidence = [label.Key],
            MustAct = Party.Seller,
            Why = standing.Explain(wait),
        };
    }
}
