using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>
/// Where a line belongs: one instant for each, so that their order is total. An earned clock is its own place. A clock without
/// an offset takes the zone of its country (said, or the end of the lane on which such things happen), else that of the nearest
/// earned clock there, else of the same source, else the middle of what is possible.
/// A day without an hour goes where the journey's order wants it among that day's scans. Nothing is placed after it was told.
/// </summary>
internal static class Placement
{
    public static IReadOnlyList<Draft> Order(IReadOnlyList<Draft> drafts, Lane registered)
    {
        var anchors = drafts
            .Where(draft => draft.Read is { Class: EventClass.Actual, Time: { Offset: not null } time } && !SameScan.IsDayOnly(time))
            .Select(draft => new Anchor(InstantOf(draft, draft.Read.Time!.Value.Instant!.Value), draft))
            .OrderBy(anchor => anchor.At).ThenBy(anchor => JourneyOrder.RankOf(anchor.Draft.Milestone)).ThenBy(anchor => anchor.Draft.Key)
            .ToArray();
        var countries = anchors.ToLookup(anchor => anchor.Draft.Place?.Country ?? "");
        return
        [
            .. drafts
                .Select(draft => (Draft: draft, At: PlaceOf(draft, registered, anchors, countries)))
                .OrderBy(placed => placed.At)
                .ThenBy(placed => JourneyOrder.RankOf(placed.Draft.Milestone))
                .ThenBy(placed => placed.Draft.Key)
                .Select(placed => placed.Draft),
        ];
    }

    private static Instant PlaceOf(Draft draft, Lane registered, Anchor[] anchors, ILookup<string, Anchor> countries)
    {
        if (draft.Read.Time is not { } time)
            return draft.ReceivedAt;
        var dayOnly = SameScan.IsDayOnly(time);
        if (!dayOnly && time.Instant is { } earned)
            return InstantOf(draft, earned);

        var offset = time.Offset ?? OffsetOf(draft, time, draft.Place?.Country ?? SideOf(draft.Milestone, registered), anchors, countries);
        var possible = time.Possible();
        var start = offset is { } known ? time.Local.WithOffset(known).ToInstant() : Middle(possible) - (dayOnly ? Duration.FromHours(12) : Duration.Zero);
        return InstantOf(draft, dayOnly ? AmongTheDay(draft, start, anchors) : start);
    }

    private static Instant InstantOf(Draft draft, Instant at) => draft.Read.Class is EventClass.Actual ? Instant.Min(at, draft.ReceivedAt) : at;

    /// <summary>The country in which such a thing happens on this lane; null where it can be either.</summary>
    private static string? SideOf(Milestone? milestone, Lane registered) =>
        registered.CrossesBorder is false || JourneyOrder.RankOf(milestone) < JourneyOrder.RankOf(Milestone.DepartedOutwardOffice) ? registered.Origin
        : milestone is Milestone.ArrivedInwardOffice or Milestone.HeldInwardOffice or Milestone.DepartedInwardOffice or Milestone.ArrivedDelivery
            or Milestone.OutForDelivery or Milestone.AttemptFailed or Milestone.AtPickupPoint or Milestone.Delivered || Border.IsImportCustoms(milestone)
            ? registered.Destination : null;

    private static Offset? OffsetOf(Draft draft, EventTime time, string? country, Anchor[] anchors, ILookup<string, Anchor> countries)
    {
        if (CountryZones.FindOffset(country, time.Local) is { } known)
            return known;
        var said = draft.Leader.Event.Said;
        return (country is null ? null : Nearest(time, countries[country]))
            ?? Nearest(time, anchors.Where(anchor => anchor.Draft.Leader.Event.Said.Source == said.Source && anchor.Draft.Leader.Event.Said.Number == said.Number
                && (anchor.Draft.Place?.Country is not { } there || country is null || there == country)));
    }

    private static Offset? Nearest(EventTime time, IEnumerable<Anchor> anchors) => anchors
        .Select(anchor => (anchor.Draft, Apart: Math.Abs((anchor.Draft.Read.Time!.Value.Local - time.Local).ToDuration().TotalSeconds)))
        .OrderBy(near => near.Apart).ThenBy(near => near.Draft.Key)
        .Select(near => near.Draft.Read.Time!.Value.Offset)
        .FirstOrDefault();

    /// <summary>After the last scan of that day that the journey puts before it; else at the day's start; at noon where nothing else is known of the day.</summary>
    private static Instant AmongTheDay(Draft draft, Instant start, Anchor[] anchors)
    {
        var end = start + Duration.FromDays(1);
        var rank = JourneyOrder.RankOf(draft.Milestone);
        var at = FirstAt(anchors, start);
        if (at == anchors.Length || anchors[at].At >= end)
            return start + Duration.FromHours(12);
        var place = start;
        for (; at < anchors.Length && anchors[at].At < end; at++)
        {
            if (JourneyOrder.RankOf(anchors[at].Draft.Milestone) <= rank)
                place = anchors[at].At;
        }
        return place;
    }

    private static int FirstAt(Anchor[] anchors, Instant start)
    {
        var (low, high) = (0, anchors.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (anchors[middle].At < start)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static Instant Middle(Interval possible) => possible.Start + (possible.End - possible.Start) / 2;

    private readonly record struct Anchor(Instant At, Draft Draft);
}
