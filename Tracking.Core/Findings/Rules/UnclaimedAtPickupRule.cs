using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;

namespace Tracking.Core.Findings.Rules;

/// <summary>
/// Waiting at a pickup point for longer than people usually take: an exception while there is still time, for carriers tell no day of return in their answers. The warning comes
/// before the week is over for which parcels are kept at least, whatever is learned.
/// </summary>
public sealed class UnclaimedAtPickupRule : GapRule
{
    /// <summary>Days for which parcels are commonly kept at least [I].</summary>
    public const int DaysKept = 7;

    public override FindingKind Kind => FindingKind.UnclaimedAtPickup;

    protected override IEnumerable<Gap> Gaps(Standing standing)
    {
        if (standing.Timeline.Stage is not Stage.AtPickup
            || standing.OpenSeries(line => line is { Moves: true, Stage: Stage.AtPickup }, line => line.Moves) is not [var first, ..])
            yield break;
        var wait = standing.WaitSince(first, Watched.StretchOf(Until.Collected, standing.Kind), standing.Norms.UnclaimedAtPickup, isLoss: false);
        if (standing.Norms.UnclaimedAtPickup.For(standing.Kind) is not { } kept)
            yield break;
        var late = new GapStep(Severity.Exception, wait.Since + kept);
        var warned = standing.Told.SkipWhile(line => line != first).LastOrDefault(line => line.Reason is Reason.RecipientUnclaimed);
        yield return new()
        {
            Since = wait.Since,
            Awaits = "collection",
            Steps = warned is not null ? [new(Severity.Exception, Standing.At(warned))] : wait.Usual is null ? [late] : [new(Severity.Watch, Instant.Min(wait.By, late.At)), late],
            Tell = _ => warned is not null
                ? $"Waiting to be collected{Sentences.In(first)} since {Sentences.Day(first)}; the carrier said on {Sentences.Day(warned)} that nobody has come for it."
                : $"Waiting to be collected{Sentences.In(first)} for {Sentences.Days(standing.DaysSince(wait.Since))}; "
                    + (wait.Usual is { } usual ? $"95 of 100 are collected within {Sentences.WorkingDays(usual.P95)}, the others go back." : $"most are collected within {Sentences.Days(kept)}, then they go back."),
            Evidence = warned is null ? [first.Key] : [first.Key, warned.Key],
            MustAct = Party.Recipient,
            Why = standing.Explain(wait) with { By = Instant.Min(wait.By, late.At) },
        };
    }
}
