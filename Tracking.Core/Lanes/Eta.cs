using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>Our own estimate of the day of delivery: a range that holds for <paramref name="Chance"/> of the parcels, resting on <paramref name="Parcels"/> of its lane. Never the carrier's <see cref="Edd"/>.</summary>
public sealed record Eta(LocalDate From, LocalDate To, double Chance, double Parcels)
{
    /// <summary>So many parcels of the lane itself must have arrived: below, the range would be another lane's.</summary>
    public const double EnoughOwn = 20;
    private const double Hits = 0.9;
    private const int WidestDays = 30;
    private const double TooLikelyLost = 0.2;

    /// <summary>The estimate from the newest phase and the silence since, at the levels that keep its hit rate; where it would be a guess, why there is none.</summary>
    public static (Eta? Eta, NoEta? Why) Of(Timeline timeline, LearnedLanes lanes, Instant now)
    {
        if (timeline.Stage is Stage.Delivered or Stage.Returned or Stage.Stopped or Stage.AtPickup or null || Dwell.Of(timeline) is not [.., var last])
            return (null, NoEta.NotMoving);
        var key = Watched.KeyOf(timeline, last);
        if (lanes.Stretches.GetValueOrDefault(new(last.Phase, Until.Delivery, timeline.Kind)) is not { Parcels: >= LearnedStretch.EnoughParcels } learned
            || learned.CurveOf(key) is not { Parcels: >= EnoughOwn } curve)
            return (null, NoEta.TooFew);
        var clock = WorkClock.Of(key.Country);
        var silent = clock.Between(last.At, now.InUtc().LocalDateTime);
        if (curve.ChanceLost(silent) > TooLikelyLost)
            return (null, NoEta.TooLong);
        var (from, to) = (clock.DayAfter(last.At, curve.QuantileAfter(silent, lanes.Levels.Low90)), clock.DayAfter(last.At, curve.QuantileAfter(silent, lanes.Levels.High90)));
        return Period.DaysBetween(from, to) > WidestDays ? (null, NoEta.TooWide) : (new(from, to, Hits, curve.Parcels), null);
    }
}
