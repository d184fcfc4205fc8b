using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>
/// Gives each line its <see cref="LineOrder"/>. An earned clock is its own place. A clock without an offset takes the zone of its place (said, or the end of
/// the lane on which such things happen), else that of the nearest earned clock there, else of the same source, else the middle of what is
/// possible; clocks more than two days away say nothing, so that what comes later leaves the order of what came before alone.
/// A day without an hour goes where the journey's order wants it among that day's scans. Nothing is placed after it was told.
/// </summary>
internal sealed class Placement
{
    private static readonly Duration Near = Duration.FromDays(2);

    private readonly Lane _registered;
    private readonly Anchor[] _anchors;
    private Dictionary<string, Anchor[]>? _byCountry;
    private Dictionary<(CarrierId, TrackingNumber), Anchor[]>? _bySource;

    private Placement(IReadOnlyList<Draft> drafts, Lane registered)
    {
        _registered = registered;
        var anchors = new List<Anchor>(drafts.Count);
        foreach (var draft in drafts)
        {
            if (draft.Read is { Class: EventClass.Actual, Time: { Offset: not null } time } && !SameScan.IsDayOnly(time))
                anchors.Add(new(new(NoLater(draft, time.Instant!.Value), JourneyOrder.RankOf(draft.Milestone), draft.Key), draft));
        }
        _anchors = [.. anchors];
        Array.Sort(_anchors, (a, b) => a.Order.CompareTo(b.Order));
    }

    public static IReadOnlyList<Draft> Order(IReadOnlyList<Draft> drafts, Lane registered)
    {
        var placement = new Placement(drafts, registered);
        foreach (var draft in drafts)
            draft.Order = new(placement.PlaceOf(draft), JourneyOrder.RankOf(draft.Milestone), draft.Key);
        var ordered = drafts.ToArray();
        Array.Sort(ordered, (a, b) => a.Order.CompareTo(b.Order));
        return ordered;
    }

    private Instant PlaceOf(Draft draft)
    {
        if (draft.Read.Time is not { } time)
            return draft.ReceivedAt;
        var dayOnly = SameScan.IsDayOnly(time);
        if (!dayOnly && time.Instant is { } earned)
            return NoLater(draft, earned);
        var offset = time.Offset ?? OffsetOf(draft, time);
        var possible = time.Possible();
        var start = offset is { } known ? time.Local.WithOffset(known).ToInstant() : Middle(possible) - (dayOnly ? Duration.FromHours(12) : Duration.Zero);
        return NoLater(draft, dayOnly ? AmongTheDay(draft, start) : start);
    }

    /// <summary>What happened did so before it was told.</summary>
    private static Instant NoLater(Draft draft, Instant at) => draft.Read.Class is EventClass.Actual ? Instant.Min(at, draft.ReceivedAt) : at;

    /// <summary>The country in which such a thing happens on this lane; null where it can be either.</summary>
    private string? SideOf(Milestone? milestone) =>
        _registered.CrossesBorder is false || JourneyOrder.RankOf(milestone) < JourneyOrder.RankOf(Milestone.DepartedOutwardOffice) ? _registered.Origin
        : milestone is Milestone.ArrivedInwardOffice or Milestone.HeldInwardOffice or Milestone.DepartedInwardOffice or Milestone.ArrivedDelivery
            or Milestone.OutForDelivery or Milestone.AttemptFailed or Milestone.AtPickupPoint or Milestone.Delivered || Border.IsImportCustoms(milestone)
            ? _registered.Destination : null;

    private Offset? OffsetOf(Draft draft, EventTime time)
    {
        var country = draft.Place?.Country ?? SideOf(draft.Milestone);
        if ((draft.Place is { Country: not null } place ? PlaceZones.FindTime(place, time.Local)?.Offset : CountryZones.FindOffset(country, time.Local)) is { } known)
            return known;
        if (_anchors.Length == 0)
            return null;
        _byCountry ??= Group(_anchors.Where(anchor => anchor.Draft.Place?.Country is not null), anchor => anchor.Draft.Place!.Country!);
        if (country is not null && _byCountry.TryGetValue(country, out var there) && Nearest(time, there, null) is { } offset)
            return offset;
        _bySource ??= Group(_anchors, anchor => (anchor.Draft.Leader.Event.Said.Source, anchor.Draft.Leader.Event.Said.Number));
        var said = draft.Leader.Event.Said;
        return _bySource.TryGetValue((said.Source, said.Number), out var own) ? Nearest(time, own, country) : null;
    }

    private static Dictionary<T, Anchor[]> Group<T>(IEnumerable<Anchor> anchors, Func<Anchor, T> by) where T : notnull => anchors.GroupBy(by)
        .ToDictionary(same => same.Key, same => same.OrderBy(anchor => anchor.Local).ThenBy(anchor => anchor.Order.Key).ToArray());

    /// <summary>The offset of the wall clock next to a time, among those that lie in a country or say none.</summary>
    private static Offset? Nearest(EventTime time, Anchor[] byLocal, string? country)
    {
        Anchor? nearest = null;
        var (low, high) = (0, byLocal.Length);
        var earliest = time.Local.PlusSeconds(-(long)Near.TotalSeconds);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (byLocal[middle].Local < earliest)
                low = middle + 1;
            else
                high = middle;
        }
        var least = Near;
        for (; low < byLocal.Length; low++)
        {
            var apart = byLocal[low].Local.Since(time.Local);
            if (apart > least)
                break;
            if (country is not null && byLocal[low].Draft.Place?.Country is { } there && there != country)
                continue;
            if (apart < Duration.Zero)
                apart = -apart;
            if (nearest is null || (apart, byLocal[low].Order.Key).CompareTo((least, nearest.Value.Order.Key)) < 0)
                (nearest, least) = (byLocal[low], apart);
        }
        return nearest?.Draft.Read.Time!.Value.Offset;
    }

    /// <summary>After the last scan of that day that the journey puts before it; else at the day's start; at noon where nothing else is known of the day.</summary>
    private Instant AmongTheDay(Draft draft, Instant start)
    {
        var end = start + Duration.FromDays(1);
        var rank = JourneyOrder.RankOf(draft.Milestone);
        var at = FirstAt(start);
        if (at == _anchors.Length || _anchors[at].Order.At >= end)
            return start + Duration.FromHours(12);
        var place = start;
        for (; at < _anchors.Length && _anchors[at].Order.At < end; at++)
        {
            if (_anchors[at].Order.Rank <= rank)
                place = _anchors[at].Order.At;
        }
        return place;
    }

    private int FirstAt(Instant start)
    {
        var (low, high) = (0, _anchors.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_anchors[middle].Order.At < start)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static Instant Middle(Interval possible) => possible.Start + (possible.End - possible.Start) / 2;

    private readonly record struct Anchor(LineOrder Order, Draft Draft)
    {
        public LocalDateTime Local => Draft.Read.Time!.Value.Local;
    }
}
