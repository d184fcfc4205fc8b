using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>Puts each statement on one line: the strongest first, so that who leads never depends on who came first.</summary>
internal static class Merge
{
    /// <summary>First the sure reasons, for all; then those that are left alone look for a line by the weak ones, so that none takes a place that is surely another's.</summary>
    public static IReadOnlyList<Draft> Group(IReadOnlyCollection<SourcedEvent> events, Custody custody)
    {
        var byStrength = Distinct(events).OrderBy(said => StrengthOf(said, custody)).ThenBy(said => said.Key).Select(said => new Draft(said));
        var drafts = Join(Join(byStrength, SameScan.IsSure), _ => true);
        foreach (var draft in drafts)
            draft.Close();
        return drafts;
    }

    /// <summary>Adds each draft that is one statement alone to the best line led by a stronger one; the rest stay lines.</summary>
    private static List<Draft> Join(IEnumerable<Draft> byStrength, Func<string, bool> accepts)
    {
        var lines = new List<Draft>();
        var byDay = new Dictionary<LocalDate, List<Draft>>();
        foreach (var draft in byStrength)
        {
            var day = draft.Read.Time?.Local.Date;
            if (day is { } its && draft.IsAlone && Find(byDay, its, draft.Leader, accepts) is { } found)
            {
                found.Draft.Add(draft.Leader, found.Because);
                continue;
            }
            lines.Add(draft);
            if (day is not { } date)
                continue;
            if (!byDay.TryGetValue(date, out var sameDay))
                byDay[date] = sameDay = [];
            sameDay.Add(draft);
        }
        return lines;
    }

    private static (Draft Draft, string Because)? Find(Dictionary<LocalDate, List<Draft>> byDay, LocalDate day, SourcedEvent said, Func<string, bool> accepts)
    {
        (Draft Draft, string Because, int Doubt, long Apart)? best = null;
        for (var near = day.PlusDays(-1); near <= day.PlusDays(1); near = near.PlusDays(1))
        {
            if (!byDay.TryGetValue(near, out var drafts))
                continue;
            foreach (var draft in drafts)
            {
                if (SameScan.Because(draft.Leader.Event, said.Event) is not { } because || !accepts(because))
                    continue;
                var doubt = SameScan.Doubt(because);
                var apart = Math.Abs((draft.Read.Time!.Value.Local - said.Event.Read.Time!.Value.Local).ToDuration().ToInt64Nanoseconds());
                if (best is { } known && (known.Doubt, known.Apart, known.Draft.Key).CompareTo((doubt, apart, draft.Key)) <= 0 || !draft.Takes(said))
                    continue;
                best = (draft, because, doubt, apart);
            }
        }
        return best is { } found ? (found.Draft, found.Because) : null;
    }

    /// <summary>
    /// Lowest leads: the carrier itself, evidence, an earned clock, a precise one, the carrier on whose side of the border it
    /// happened, and a meaning that says more than <em>in transit</em>.
    /// </summary>
    private static (bool, Trust, int, bool, int, int) StrengthOf(SourcedEvent said, Custody custody)
    {
        var (statement, read) = (said.Event.Said, said.Event.Read);
        var clock = read.Time is not { } time ? 3 : SameScan.IsDayOnly(time) ? 2 : time.Offset is null ? 1 : 0;
        var leg = custody.IndexOf(statement);
        return (statement.Carrier is not null, said.Trust, clock, read.Time?.Local.Second is null or 0,
            JourneyOrder.RankOf(read.Milestone) < JourneyOrder.RankOf(Milestone.ArrivedInwardOffice) ? leg : -leg,
            read.Milestone switch { null => 2, Milestone.InTransit => 1, _ => 0 });
    }

    /// <summary>Each statement once: the earliest wire that carried it, the newest reading, evidence where one wire was.</summary>
    private static IEnumerable<SourcedEvent> Distinct(IReadOnlyCollection<SourcedEvent> events)
    {
        foreach (var same in events.GroupBy(said => said.Key))
        {
            var first = same.First();
            if (same.Skip(1).Any())
            {
                var earliest = same.MinBy(said => (said.ReceivedAt, said.WireId))!;
                var newest = same.OrderByDescending(said => said.ReceivedAt).ThenByDescending(said => said.WireId)
                    .ThenBy(said => Canonical.Of(said.Event), StringComparer.Ordinal).First();
                first = earliest with { Event = newest.Event, Trust = same.Any(said => said.Trust is Trust.Evidence) ? Trust.Evidence : Trust.Hint };
            }
            yield return IsAbsurd(first.Event.Read.Time) ? first with { Event = first.Event with { Read = first.Event.Read with { Time = null } } } : first;
        }
    }

    /// <summary>Clocks of another age have no instant that can be reckoned with: they count as not readable.</summary>
    private static bool IsAbsurd(EventTime? time) => time is { Local.Year: < 1900 or > 2999 };
}
