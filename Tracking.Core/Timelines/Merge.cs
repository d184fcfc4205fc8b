using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>Puts each statement on one line: the strongest first, so that who leads never depends on who came first.</summary>
internal static class Merge
{
    /// <summary>First the sure reasons, for all; then those that are left alone look for a line by the weak ones, so that none takes a place that is surely another's.</summary>
    public static IReadOnlyList<Draft> Group(IReadOnlyCollection<SourcedEvent> events, Custody custody)
    {
        var byStrength = new List<Draft>(events.Count);
        foreach (var said in Distinct(events))
        {
            var leg = custody.IndexOf(said.Event.Said);
            byStrength.Add(new Draft(said, Strength.Of(said, leg), leg));
        }
        byStrength.Sort((a, b) => a.Strength.CompareTo(b.Strength) is not 0 and var stronger ? stronger : a.Key.CompareTo(b.Key));
        var drafts = Join(Join(byStrength, SameScan.IsSure), _ => true);
        foreach (var draft in drafts)
            draft.Close();
        return drafts;
    }

    /// <summary>Adds each draft that is one statement alone to the best line led by a stronger one; the rest stay lines.</summary>
    private static List<Draft> Join(List<Draft> byStrength, Func<SameScanReason, bool> accepts)
    {
        var lines = new List<Draft>(byStrength.Count);
        var byDay = new Dictionary<LocalDate, List<Draft>>();
        foreach (var draft in byStrength)
        {
            var day = draft.Read.Time?.Local.Date;
            if (day is { } its && draft.IsAlone && Find(byDay, its, draft, accepts) is { } found)
            {
                found.Draft.Add(draft, found.Because);
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

    private static (Draft Draft, SameScanReason Because)? Find(Dictionary<LocalDate, List<Draft>> byDay, LocalDate day, Draft said, Func<SameScanReason, bool> accepts)
    {
        (Draft Draft, SameScanReason Because, long Apart)? best = null;
        for (var near = day.PlusDays(-1); near <= day.PlusDays(1); near = near.PlusDays(1))
        {
            if (!byDay.TryGetValue(near, out var drafts))
                continue;
            foreach (var draft in drafts)
            {
                if (SameScan.Because(draft.Leader, said.Leader) is not { } because || !accepts(because))
                    continue;
                var apart = Math.Abs(draft.Read.Time!.Value.Local.Since(said.Read.Time!.Value.Local).ToInt64Nanoseconds());
                if (best is { } known && (known.Because, known.Apart, known.Draft.Key).CompareTo((because, apart, draft.Key)) <= 0 || !draft.Takes(said))
                    continue;
                best = (draft, because, apart);
            }
        }
        return best is { } found ? (found.Draft, found.Because) : null;
    }

    /// <summary>Each statement once: the earliest wire that carried it, the newest reading, evidence where one wire was.</summary>
    private static IEnumerable<SourcedEvent> Distinct(IReadOnlyCollection<SourcedEvent> events)
    {
        var keys = new HashSet<EventKey>(events.Count);
        return (events.All(said => keys.Add(said.Key)) ? events : events.GroupBy(said => said.Key).Select(One))
            .Select(said => IsAbsurd(said.Event.Read.Time) ? said with { Event = said.Event with { Read = said.Event.Read with { Time = null } } } : said);
    }

    private static SourcedEvent One(IEnumerable<SourcedEvent> same)
    {
        var earliest = same.MinBy(said => (said.ReceivedAt, said.WireId))!;
        var newest = same.OrderByDescending(said => said.ReceivedAt).ThenByDescending(said => said.WireId)
            .ThenBy(said => Canonical.Of(said.Event), StringComparer.Ordinal).First();
        return earliest with { Event = newest.Event, Trust = same.Any(said => said.Trust is Trust.Evidence) ? Trust.Evidence : Trust.Hint };
    }

    /// <summary>Clocks of another age have no instant that can be reckoned with: they count as not readable.</summary>
    private static bool IsAbsurd(EventTime? time) => time is { Local.Year: < 1900 or > 2999 };
}
