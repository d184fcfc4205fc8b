using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>Delivered, says the carrier; its buyer says that it has not arrived. Both cannot be true.</summary>
public sealed class NotArrivedRule : FindingRule
{
    /// <summary>The subject that tells it from a contradiction among carriers.</summary>
    public const string Subject = "buyer";

    public override FindingKind Kind => FindingKind.Contradiction;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Situation.Parcel.NotArrivedAt is not { } said || standing.Timeline.Stage is not Stage.Delivered
            || standing.Told.LastOrDefault(told => told is { Moves: true, Milestone: Milestone.Delivered }) is not { } line)
            yield break;
        yield return new()
        {
            Kind = Kind,
            Subject = Subject,
            Severity = Severity.Exception,
            Since = said,
            Sentence = $"Told delivered on {Sentences.Day(line)}{Sentences.In(line)}; its buyer says that it has not arrived.",
            Expected = "the carrier's proof of delivery",
            Evidence = [line.Key],
            MustAct = Party.Carrier,
            Why = new() { ToldBy = Party.Recipient },
        };
    }
}
