using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>The parcel missed its flight and has not left since; with the delay that this passes on, as far as what is usual tells it.</summary>
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
        var wait = standing.WaitForScan(last, standing.Norms.Stalled);
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
            Why = standing.Explain(wait) with { Next = KnockOn(standing, missed[0], wait) },
        };
    }

    /// <summary>What the usual next departure makes of the day of delivery, and of what was promised.</summary>
    private static string? KnockOn(Standing standing, TimelineLine missed, Wait wait)
    {
        if (wait.Usual is not { } usual || missed.Time is not { } at)
            return null;
        var leaves = wait.After(usual.Half);
        var text = $"Half leave again within {Sentences.WorkingDays(usual.Half)}, 95 of 100 within {Sentences.WorkingDays(usual.P95)}";
        var key = Watched.KeyOf(standing.Timeline, missed.Carrier);
        var way = new Stretch(Phase.LeftOrigin, Until.Delivery, standing.Kind);
        if (standing.Norms.Learned.Stretches.GetValueOrDefault(way) is not { Parcels: >= LearnedStretch.EnoughParcels } learned)
            return text + ".";
        var (clock, half) = (WorkClock.Of(key.Country), learned.CurveOf(key).Quantile(0.5));
        var from = (missed.Time is { Offset: { } offset } ? leaves.WithOffset(offset) : leaves.InUtc().ToOffsetDateTime()).LocalDateTime;
        var (before, after) = (clock.DayAfter(at.Local, half), clock.DayAfter(from, half));
        var late = Period.DaysBetween(before, after);
        text += $"; with the usual next departure it would come about {Sentences.Day(after)}, {(late <= 0 ? "no later than with the flight it missed" : $"{Sentences.Days(late)} later than with the flight it missed")}";
        var promised = standing.Timeline.Edd?.To ?? standing.Situation.Parcel.PromisedBy;
        return text + (promised is { } day ? after > day ? $", and {Sentences.Days(Period.DaysBetween(day, after))} after {Sentences.Day(day)}, which was promised." : $", still by {Sentences.Day(day)}, which was promised." : ".");
    }
}
