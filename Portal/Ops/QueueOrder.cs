using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>
/// The order of the queue on one screen. It follows what happens while nobody works in it; from the first chosen case on it stands still, so
/// that no line moves away under anybody's hands: what is new is counted and waits, what left stays in its place and says what became of it.
/// </summary>
public sealed class QueueOrder
{
    private readonly HashSet<long> _mine = [];
    private IReadOnlyList<QueueEntry> _fresh = [];

    public IReadOnlyList<QueueEntry> Entries { get; private set; } = [];

    /// <summary>The entries with a head before each group.</summary>
    public IReadOnlyList<QueueLine> Lines { get; private set; } = [];

    /// <summary>How many cases wait to be shown.</summary>
    public int Waiting { get; private set; }

    /// <summary>The case that the keys act on.</summary>
    public long? At { get; private set; }

    /// <summary>The queue as it is now, whatever is shown.</summary>
    public IReadOnlyList<QueueEntry> Fresh => _fresh;

    /// <summary>Takes in the queue as it is now.</summary>
    /// <param name="hold">Somebody works in it: nothing may move.</param>
    public void Follow(IReadOnlyList<QueueEntry> fresh, bool hold)
    {
        _fresh = fresh;
        if (!hold)
        {
            Renew();
            return;
        }
        var now = fresh.Select(entry => entry.CaseId).ToHashSet();
        var place = IndexOf(At);
        Show([.. Entries.Where(entry => now.Contains(entry.CaseId) || !_mine.Contains(entry.CaseId))]);
        Waiting = now.Count - Entries.Count(entry => now.Contains(entry.CaseId));
        if (At is not null && IndexOf(At) < 0)
            At = Entries.Count == 0 ? null : Entries[Math.Min(place, Entries.Count - 1)].CaseId;
    }

    /// <summary>Shows the queue as it is now.</summary>
    public void Renew()
    {
        _mine.Clear();
        Show(_fresh);
        Waiting = 0;
        if (IndexOf(At) < 0)
            At = null;
    }

    /// <summary>What somebody here did may leave at once: they know.</summary>
    public void Did(IEnumerable<long> cases) => _mine.UnionWith(cases);

    /// <summary>Another filter: nothing is held any more.</summary>
    public void Forget()
    {
        At = null;
        _mine.Clear();
    }

    /// <summary>Chooses the case so many places on; the first one where none was chosen.</summary>
    public void Walk(int by)
    {
        if (Entries.Count > 0)
            At = Entries[IndexOf(At) is >= 0 and var at ? Math.Clamp(at + by, 0, Entries.Count - 1) : 0].CaseId;
    }

    public void Leave() => At = null;

    private int IndexOf(long? id)
    {
        for (var i = 0; i < Entries.Count; i++)
            if (Entries[i].CaseId == id)
                return i;
        return -1;
    }

    private void Show(IReadOnlyList<QueueEntry> entries)
    {
        Entries = entries;
        var lines = new List<QueueLine>(entries.Count + 16);
        var counts = entries.CountBy(entry => entry.Group ?? "").ToDictionary();
        string? group = null;
        foreach (var entry in entries)
        {
            if (entry.Group is { } next && next != group)
                lines.Add(new(entry, group = next, counts[next]));
            lines.Add(new(entry, null, 1));
        }
        Lines = lines;
    }
}
