using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>The waits that a stored timeline shows, from when we began to watch it until we last heard of it: what lies outside was not seen.</summary>
public static class Watched
{
    /// <summary>Scans nearer to each other than this are one burst, after which silence begins.</summary>
    private static readonly Period Burst = Period.FromHours(6);

    /// <summary>Each phase's wait for the next one and for delivery, each scan's for the next, and the times at customs and at the pickup point.</summary>
    /// <param name="since">The parcel's registration.</param>
    /// <param name="until">The last time any of its carriers answered or told something: a blind span or a closed watch begins there.</param>
    public static IEnumerable<Spell> Spells(Timeline timeline, LocalDateTime since, LocalDateTime until)
    {
        var dwells = Dwell.Of(timeline);
        var end = timeline.Lines.Where(line => line.Moves && line.Time is not null && line.Stage is Stage.Returned or Stage.Stopped)
            .Select(line => (At: line.Time!.Value.Local, line.Stage)).Cast<(LocalDateTime At, Stage? Stage)?>().FirstOrDefault();
        for (var i = 0; i < dwells.Count; i++)
        {
            var (from, next, last) = (dwells[i], i + 1 < dwells.Count ? dwells[i + 1] : (Dwell?)null, dwells[^1]);
            if (from.Phase is Phase.Delivered)
                break;
            var key = KeyOf(timeline, from);
            yield return SpellOf(new(from.Phase, Until.NextPhase, timeline.Kind), key, from.At, next?.At);
            yield return SpellOf(new(from.Phase, Until.Delivery, timeline.Kind), key, from.At, last.Phase is Phase.Delivered ? last.At : null);
        }
        var scans = Dwell.Walk(timeline).Where(step => step.Line.Milestone is Milestone.PreAdvised || step.Line.Milestone?.IsScan() is true).ToList();
        for (var i = 0; i < scans.Count && scans[i].Phase is not Phase.Delivered; i++)
        {
            var began = scans[i].Line.Time!.Value.Local;
            var moved = i + 1 < scans.Count ? scans[i + 1].Line.Time!.Value.Local : (LocalDateTime?)null;
            if (moved is null || moved >= began + Burst)
                yield return SpellOf(new(scans[i].Phase, Until.NextScan, timeline.Kind), KeyOf(timeline, scans[i].Line.Carrier), began, moved);
        }
        foreach (var customs in CustomsSpan.Of(timeline))
        {
            // Presented and then held is no longer merely presented: the first wait is seen until then.
            var (first, held) = (customs.Lines[0], customs.Held);
            if (held != first && first.Time is { } presented)
                yield return SpellOf(StretchOf(Until.Release, timeline.Kind), KeyOf(timeline, first.Carrier), presented.Local, held is null ? Passed(customs.End) : null, held?.Time?.Local);
            if (held?.Time is { } hold)
                yield return SpellOf(StretchOf(Until.ReleaseOfHeld, timeline.Kind), KeyOf(timeline, held.Carrier), hold.Local, Passed(customs.End));
        }
        if (timeline.Lines.FirstOrDefault(line => line is { Moves: true, Milestone: Milestone.AtPickupPoint, Time: not null }) is { } waits)
            yield return SpellOf(StretchOf(Until.Collected, timeline.Kind), KeyOf(timeline, waits.Carrier), waits.Time!.Value.Local, dwells is [.., { Phase: Phase.Delivered } collected] ? collected.At : null);

        Spell SpellOf(Stretch stretch, LaneKey key, LocalDateTime began, LocalDateTime? moved, LocalDateTime? seen = null)
        {
            var from = since > began ? since : began;
            var (to, how) = moved is { } at ? (at, SpellEnd.Moved)
                : seen is { } other ? (other, SpellEnd.Waiting)
                : end is { } over ? (over.At, over.Stage is Stage.Returned ? SpellEnd.Returned : timeline.Milestone is Milestone.Lost or Milestone.Destroyed ? SpellEnd.Lost : SpellEnd.Waiting)
                : (until, SpellEnd.Waiting);
            return new(stretch, key, began, from, to, how);
        }
    }

    /// <summary>The stretch of a wait at customs or at a pickup point, of which there is one a journey, in whatever phase.</summary>
    public static Stretch StretchOf(Until until, JourneyKind kind) => new(until is Until.Collected ? Phase.OutForDelivery : Phase.Arrived, until, kind);

    /// <summary>The lane as norms know it, under the carrier that had the parcel then.</summary>
    public static LaneKey KeyOf(Timeline timeline, Dwell dwell) => KeyOf(timeline, dwell.Carrier);

    public static LaneKey KeyOf(Timeline timeline, CarrierId carrier) =>
        new(carrier.Value, timeline.Lane.Origin ?? "", timeline.Lane.Destination ?? "", timeline.Service ?? "");

    private static LocalDateTime? Passed(TimelineLine? end) => end is { Stage: not (Stage.Returned or Stage.Stopped), Time: { } time } ? time.Local : null;

    /// <summary>What is left of a wait when the spans in which its carrier could not be heard are taken out; news in such a span is left out with it.</summary>
    /// <param name="blind">In order, on the same clock.</param>
    public static IEnumerable<Spell> Without(Spell spell, IReadOnlyList<(LocalDateTime From, LocalDateTime To)> blind)
    {
        var since = spell.Since;
        foreach (var (from, to) in blind)
        {
            if (to <= since || from >= spell.Until)
                continue;
            if (from > since)
                yield return spell with { Since = since, Until = from, End = SpellEnd.Waiting };
            since = to;
        }
        if (since < spell.Until || since == spell.Since)
            yield return spell with { Since = since };
    }
}
