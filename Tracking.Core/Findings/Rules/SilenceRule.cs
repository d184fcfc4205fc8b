using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>What the rules about silence after a scan share: since when, how long is usual, and from when on a loss is suggested.</summary>
public abstract class SilenceRule : GapRule
{
    protected sealed override IEnumerable<Gap> Gaps(Standing standing)
    {
        if (standing.LastScan is not { } last || !Applies(standing, last))
            yield break;
        var wait = standing.WaitForScan(last, NormOf(standing.Norms));
        if (!wait.IsKnown)
            yield break;
        yield return new()
        {
            Since = wait.Since,
            Awaits = Awaited(standing.Timeline),
            Steps = wait.Steps(),
            Tell = severity => $"No scan for {Sentences.Days(standing.DaysSince(wait.Since))} since {Sentences.Seen(last)}; {Sentences.Usually(wait, "move")}."
                + (severity is Severity.Critical ? " Treat it as lost." : ""),
            Evidence = [last.Key],
            MustAct = Party.Carrier,
            Why = standing.Explain(wait),
        };
    }

    protected abstract bool Applies(Standing standing, TimelineLine last);

    protected abstract Norm NormOf(LaneNorms norms);

    protected abstract string Awaited(Timeline timeline);
}
