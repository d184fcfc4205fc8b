using System.Text;

namespace Tracking.Core.Timelines;

/// <summary>What differs between two timelines of one parcel, for a person who must judge it.</summary>
public static class TimelineDiff
{
    /// <summary>The lines that differ, oldest first; lines are the same where the same statement leads them.</summary>
    public static IReadOnlyList<LineChange> Of(Timeline? before, Timeline after)
    {
        var old = (before?.Lines ?? []).ToDictionary(line => line.Key, TextOf);
        var kept = after.Lines.Select(line => line.Key).ToHashSet();
        var changes = new List<LineChange>();
        // What is gone stands where it stood: before the next line that stayed.
        var gone = new Queue<TimelineLine>(before?.Lines ?? []);
        foreach (var line in after.Lines)
        {
            if (old.ContainsKey(line.Key))
                TellGone(line);
            var text = TextOf(line);
            var was = old.GetValueOrDefault(line.Key);
            if (was != text)
                changes.Add(new LineChange(was, text));
        }
        TellGone(null);
        return changes;

        void TellGone(TimelineLine? until)
        {
            while (gone.TryPeek(out var next) && (until is null || !kept.Contains(next.Key)))
            {
                gone.Dequeue();
                if (!kept.Contains(next.Key))
                    changes.Add(new LineChange(old[next.Key], null));
            }
            if (until is not null && gone.TryPeek(out var same) && same.Key == until.Key)
                gone.Dequeue();
        }
    }

    /// <summary><c>2026-11-02 08:10 +08:00 Accepted, Shenzhen: cainiao “Picked up” (PU → Accepted) + seventeentrack (…; same minute …)</c>; in brackets where the line moves nothing.</summary>
    public static string TextOf(TimelineLine line)
    {
        var text = new StringBuilder()
            .Append(line.Time?.ToString() ?? "(no clock)").Append(' ')
            .Append(line.Milestone?.ToString() ?? "not understood");
        if (line.Reason is { } reason)
            text.Append(" (").Append(reason).Append(')');
        if (line.Place is { } place)
            text.Append(", ").Append(place.Text);
        text.Append(": ");
        for (var i = 0; i < line.Sources.Count; i++)
        {
            var source = line.Sources[i];
            text.Append(i > 0 ? " + " : "").Append(source.Source).Append(" (").Append(source.Mapping).Append(i > 0 ? $"; {source.Because}" : "").Append(')');
        }
        if (!line.Confirmed)
            text.Append(" ?");
        return line.Withdrawn ? $"~{text}~" : line.Moves ? text.ToString() : $"[{text}]";
    }
}
