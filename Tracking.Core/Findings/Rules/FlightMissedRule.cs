using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>The parcel missed its flight and has not left since.</summary>
public sealed class FlightMissedRule : FindingRule
{
    public override FindingKind Kind => FindingKind.FlightMissed;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        var missed = standing.OpenSeries(
            line => line is { Moves: true, Milestone: Milestone.FlightMissed },
            line => line.Moves && (Border.IsExport(line.Milestone) || Border.IsInDestination(line, standing.Timeline.Lane) || line.Milestone?.IsTerminal() is true
                || line.Stage is Stage.Returned));
        if (missed is not [.., var last])
            yield break;
        yield return new()
        {
            Kind = Kind,
            Severity = Severity.Warning,
            Since = Standing.At(missed[0]),
            Sentence = missed.Count == 1
                ? $"Missed its flight{Sentences.In(last)} on {Sentences.Day(last)} and has not left since."
                : $"Missed its flight{Sentences.In(last)} {missed.Count} times, last on {Sentences.Day(last)}, and has not left since.",
            Expected = "a departure, or an arrival",
            Evidence = [.. missed.Select(line => line.Key)],
            MustAct = Party.Carrier,
        };
    }
}
