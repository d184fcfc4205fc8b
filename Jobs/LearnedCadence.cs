using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>How long to wait before a number is asked about again, from what was learned of its lane. Pure.</summary>
public static class LearnedCadence
{
    /// <summary>The absence of news that decides whether a parcel is lost is worth so many times more than any other.</summary>
    private const double Deciding = 4;
    private const double OutForDelivery = 2;

    /// <summary>A carrier that pushes is asked half as often: intervals grow with the root of the price.</summary>
    private const double Pushed = 4;

    /// <summary>From here on it is asked weekly.</summary>
    private static readonly Duration LongQuiet = Duration.FromDays(30);

    /// <summary>How long before silence changes a finding it is asked once more, so that the finding rests on a fresh answer.</summary>
    private static readonly Duration BeforeInspection = Duration.FromMinutes(20);
    private static readonly Duration Least = Duration.FromHours(1);

    /// <summary>The wait after an answer; null where too little was learned, nothing is under way, another carrier has the parcel, or silence is so long that the fixed cadence asks weekly.</summary>
    /// <param name="price">Hours in which news lies unseen that one ask is worth.</param>
    public static Duration? Next(AnsweredLeg leg, LearnedLanes learned, double price, Instant now)
    {
        if (leg.Silence is not { } silence || leg.Carrier != silence.Key.Carrier || now - (leg.LastNewsAt ?? leg.AddedAt) >= LongQuiet
            || learned.Stretches.GetValueOrDefault(silence.Stretch) is not { Parcels: >= LearnedStretch.EnoughParcels } stretch)
            return null;
        var curve = stretch.CurveOf(silence.Key);
        var clock = WorkClock.Of(silence.Key.Country);
        var there = now.WithOffset(silence.Offset).LocalDateTime;
        var worth = 1 + (Deciding - 1) * curve.ChanceLost(clock.Between(silence.Began, there));
        if (leg.Stage is Stage.OutForDelivery)
            worth *= OutForDelivery;
        if (leg.Kind is WireKind.Push)
            worth /= Pushed;
        var rhythm = learned.Rhythms.Of(new(silence.Key.Carrier, silence.Key.Country, silence.Stretch.From));
        // What was registered together is not asked together: each within the hour at a minute of its own.
        var wait = Duration.FromHours(NextAsk.Hours(curve, clock, rhythm, silence.Began, there, price / worth, 1, CeilingOf(leg))) + Duration.FromMinutes(leg.LegId % 12 * 5 - 30);
        if (leg.InspectAt is { } inspect && inspect - BeforeInspection > now + Least && inspect - BeforeInspection < now + wait)
            wait = inspect - BeforeInspection - now;
        return Duration.Max(wait, Least / 2);
    }

    /// <summary>The longest wait, in hours.</summary>
    private static int CeilingOf(AnsweredLeg leg) => leg switch
    {
        { Stage: Stage.OutForDelivery } => 12,
        { LastScanAt: null } => 48,
        _ => 72,
    };
}
