using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>What is usual where a parcel waits now: the share <paramref name="Chance"/> of the parcels of its lane had moved on by the day <paramref name="By"/>, and were without a scan for fewer than <paramref name="Days"/> days.</summary>
public sealed record UsualWait(LocalDate By, int Days, double Chance)
{
    private const double Most = 0.9;

    /// <summary>Null where it would be a guess: too few parcels of the lane, or one that is nowhere on its way.</summary>
    public static UsualWait? Of(Timeline timeline, LearnedLanes lanes)
    {
        if (timeline.Stage is Stage.Delivered or Stage.Returned or Stage.Stopped or Stage.AtPickup or null || Dwell.Of(timeline) is not [.., var last])
            return null;
        var key = Watched.KeyOf(timeline, last);
        if (lanes.Stretches.GetValueOrDefault(new(last.Phase, Until.NextPhase, timeline.Kind)) is not { Parcels: >= LearnedStretch.EnoughParcels } learned
            || learned.CurveOf(key) is not { Parcels: >= Eta.EnoughOwn } curve)
            return null;
        var (clock, wait) = (WorkClock.Of(key.Country), curve.Quantile(Most));
        // No silence within a phase is longer than the phase, so the bound holds for it too, counted from the last scan.
        var seen = timeline.Lines.LastOrDefault(line => line is { Moves: true, Time: not null })?.Time?.Local ?? last.At;
        return new(clock.DayAfter(last.At, wait), Period.DaysBetween(seen.Date, clock.DayAfter(seen, wait)) + 1, Most);
    }
}
