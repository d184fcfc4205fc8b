using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>
/// What a source takes back by not saying it any more. Carriers truncate, page, purge and reword: absence counts only where the source promises full
/// history, two complete answers in a row leave the event out, both reach further back than it, and neither has the same event in other words.
/// </summary>
public static class Absence
{
    /// <summary>
    /// The record to keep of a complete answer of a source that promises full history; null where it says no more about absence than what is
    /// kept already: it leaves nothing out, or is one more of a row of answers that leave out the same.
    /// </summary>
    /// <param name="told">All that the answer tells of one number.</param>
    /// <param name="known">All that was ever said of the parcel, this answer included.</param>
    /// <param name="kept">The records of the parcel.</param>
    public static FullAnswer? Find(
        long wireId, Instant receivedAt, IReadOnlyCollection<TrackingEvent> told, IReadOnlyCollection<SourcedEvent> known, IReadOnlyCollection<FullAnswer> kept)
    {
        var (source, number) = told.First().Said is var said ? (said.Source, said.Number) : default;
        var tellers = told.GroupBy(one => (one.Said.Carrier, one.Said.Part));
        var keys = told.Select(one => one.Key).ToHashSet();
        var before = kept.Where(answer => answer.Source == source && answer.Number == number && (answer.ReceivedAt, answer.WireId).CompareTo((receivedAt, wireId)) < 0)
            .OrderBy(answer => answer.ReceivedAt).ThenBy(answer => answer.WireId).ToList();
        var spoken = tellers.Select(teller => teller.Key).ToHashSet();
        var leftOut = known
            .Where(one => one.Event.Said.Source == source && one.Event.Said.Number == number && one.ReceivedAt < receivedAt
                && spoken.Contains((one.Event.Said.Carrier, one.Event.Said.Part)) && !keys.Contains(one.Key))
            .Select(one => one.Key).Order().ToList();
        if (leftOut.Count == 0 && before is not [.., { LeftOut.Count: > 0 }])
            return null;
        var answer = new FullAnswer
        {
            Source = source,
            Number = number,
            WireId = wireId,
            ReceivedAt = receivedAt,
            Oldest = [.. tellers.Select(Oldest).OfType<EventKey>().Order()],
            LeftOut = leftOut,
        };
        return before is [.., var last, var latest] && IsSame(last, answer) && IsSame(latest, answer) ? null : answer;
    }

    /// <summary>What each statement that is taken back by absence is taken back by.</summary>
    public static IReadOnlyDictionary<EventKey, Withdrawal> Of(IReadOnlyCollection<SourcedEvent> events, IReadOnlyCollection<FullAnswer> answers)
    {
        var withdrawn = new Dictionary<EventKey, Withdrawal>();
        if (answers.Count == 0)
            return withdrawn;
        var byKey = events.GroupBy(said => said.Key).ToDictionary(same => same.Key, same => same.MinBy(said => (said.ReceivedAt, said.WireId))!);
        foreach (var row in answers.DistinctBy(answer => (answer.Source, answer.Number, answer.WireId)).GroupBy(answer => (answer.Source, answer.Number)))
        {
            var ordered = row.OrderBy(answer => answer.ReceivedAt).ThenBy(answer => answer.WireId).ToList();
            foreach (var key in ordered.SelectMany(answer => answer.LeftOut).Distinct())
            {
                if (byKey.TryGetValue(key, out var said) && Of(said, ordered, byKey) is { } taken)
                    withdrawn[key] = taken;
            }
        }
        return withdrawn;
    }

    private static Withdrawal? Of(SourcedEvent said, List<FullAnswer> answers, Dictionary<EventKey, SourcedEvent> byKey)
    {
        FullAnswer? first = null, second = null;
        foreach (var answer in answers)
        {
            if (answer.ReceivedAt <= said.ReceivedAt || !Speaks(answer, said, byKey, out var reach))
                continue;
            if (!answer.LeftOut.Contains(said.Key))
                (first, second) = (null, null);
            else if (second is null && Reaches(reach, said) && !HasTwin(answer, said, byKey))
                (first, second) = first is null ? (answer, null) : (first, answer);
        }
        return second is null ? null
            : new() { Basis = WithdrawalBasis.Absence, ReceivedAt = second.ReceivedAt, WireIds = [first!.WireId, second.WireId] };
    }

    /// <summary>True where the answer has anything of the statement's teller; its oldest is how far it reaches.</summary>
    private static bool Speaks(FullAnswer answer, SourcedEvent said, Dictionary<EventKey, SourcedEvent> byKey, out SourcedEvent reach)
    {
        foreach (var key in answer.Oldest)
        {
            if (byKey.TryGetValue(key, out var oldest) && SameScan.SameTeller(oldest.Event.Said, said.Event.Said))
            {
                reach = oldest;
                return true;
            }
        }
        reach = said;
        return false;
    }

    private static bool Reaches(SourcedEvent oldest, SourcedEvent said) =>
        oldest.Event.Read.Time is { } reach && said.Event.Read.Time is { } time && reach.Possible().End <= time.Possible().Start && reach != time;

    /// <summary>The same moment in other words, or with another code or place, that the answer does have.</summary>
    private static bool HasTwin(FullAnswer answer, SourcedEvent said, Dictionary<EventKey, SourcedEvent> byKey)
    {
        var time = said.Event.Read.Time!.Value;
        foreach (var (key, other) in byKey)
        {
            if (key == said.Key || other.ReceivedAt > answer.ReceivedAt || other.Event.Read.Time is not { } its
                || !SameScan.SameTeller(other.Event.Said, said.Event.Said) || answer.LeftOut.Contains(key))
                continue;
            var dayOnly = SameScan.IsDayOnly(time) || SameScan.IsDayOnly(its);
            if (dayOnly ? time.Local.Date == its.Local.Date && said.Event.Read.Milestone == other.Event.Read.Milestone
                : SameMinute(time.Local, its.Local) || time.Instant is { } instant && instant == its.Instant)
                return true;
        }
        return false;
    }

    private static bool SameMinute(LocalDateTime a, LocalDateTime b) => a.Date == b.Date && a.Hour == b.Hour && a.Minute == b.Minute;

    private static EventKey? Oldest(IEnumerable<TrackingEvent> told) =>
        told.Where(one => one.Read.Time is not null).OrderBy(one => one.Read.Time!.Value.Possible().End).ThenBy(one => one.Key).FirstOrDefault()?.Key;

    private static bool IsSame(FullAnswer one, FullAnswer other) => one.LeftOut.SequenceEqual(other.LeftOut) && one.Oldest.SequenceEqual(other.Oldest);
}
