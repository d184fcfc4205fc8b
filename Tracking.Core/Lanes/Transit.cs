using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>One parcel's way from hand-over to delivery, as reports count it: in calendar days, under the carrier that took it.</summary>
/// <param name="AcceptedOn">The day of the first scan that proves a carrier had it, at the place's wall clock.</param>
/// <param name="WatchedFrom">Days after the hand-over at which we began to watch: earlier deliveries would not have been seen.</param>
/// <param name="WatchedTo">Days after the hand-over at which it was delivered, or last heard of.</param>
/// <param name="End">How it left our sight.</param>
/// <param name="AttemptedOn">The first day on which delivery was tried; the day of delivery where no earlier one was told.</param>
public readonly record struct Transit(LaneKey Key, LocalDate AcceptedOn, int WatchedFrom, int WatchedTo, TransitEnd End, LocalDate? AttemptedOn)
{
    private LocalDate? DeliveredOn => End is TransitEnd.Delivered ? AcceptedOn.PlusDays(WatchedTo) : null;

    /// <summary>A parcel's way; null for one that nobody has taken yet, or that was registered after its delivery.</summary>
    /// <param name="registered">When we began to watch.</param>
    /// <param name="heard">The last time any of its carriers answered or told something.</param>
    public static Transit? Of(Timeline timeline, LocalDateTime registered, LocalDateTime heard)
    {
        if (Dwell.Of(timeline) is not { Count: > 0 } dwells || dwells.FirstOrDefault(dwell => dwell.Phase is not Phase.Label) is not { Carrier.Value: not null } accepted || accepted.Phase is Phase.Delivered)
            return null;
        var (delivered, day) = (dwells[^1] is { Phase: Phase.Delivered } last ? last.At.Date : (LocalDate?)null, accepted.At.Date);
        var (from, to) = (Math.Max(0, Period.DaysBetween(day, registered.Date)), Math.Max(0, Period.DaysBetween(day, delivered ?? heard.Date)));
        if (from > to)
            return null;
        var end = delivered is not null ? TransitEnd.Delivered
            : timeline.Stage is Stage.Returned || timeline.Milestone is Milestone.Lost or Milestone.Destroyed ? TransitEnd.NeverDelivered : TransitEnd.Waiting;
        var attempt = Dwell.Walk(timeline).Select(step => step.Line).FirstOrDefault(line => line.Milestone is Milestone.AttemptFailed or Milestone.AtPickupPoint)?.Time?.Local.Date;
        return new(Watched.KeyOf(timeline, accepted.Carrier) with { Service = "" }, day, from, to, end, attempt < delivered || delivered is null ? attempt : delivered);
    }

    /// <summary>True where it was delivered by <paramref name="promise"/>, false where it was not and the day is over, null while nobody can tell.</summary>
    public bool? DeliveredBy(LocalDate promise) => By(DeliveredOn, promise);

    /// <summary>The same for the first attempt.</summary>
    public bool? AttemptedBy(LocalDate promise) => By(AttemptedOn, promise);

    /// <summary>
    /// Whose lateness it is: the buyer's where delivery was tried in time, the seller's where eight of ten parcels handed over on that day would have been late as well, the carrier's otherwise;
    /// nobody's where the lane is not known.
    /// </summary>
    /// <param name="usual">What is usual from hand-over to delivery on its lane.</param>
    public Lateness CauseOf(LocalDate promise, LaneCurve? usual)
    {
        if (AttemptedOn <= promise)
            return Lateness.Buyer;
        if (usual is null)
            return Lateness.Unknown;
        return WorkClock.Of(Key.Country).DayAfter(AcceptedOn.At(new(12, 0)), usual.Quantile(UsualShare)) > promise ? Lateness.Seller : Lateness.Carrier;
    }

    /// <summary>A hand-over after which fewer than so many come in time was too late.</summary>
    private const double UsualShare = 0.8;

    private bool? By(LocalDate? day, LocalDate promise) => day <= promise ? true : day is not null || End is TransitEnd.NeverDelivered || AcceptedOn.PlusDays(WatchedTo) > promise ? false : null;
}
