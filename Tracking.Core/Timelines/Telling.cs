using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>What sources say of the whole parcel, the most trusted first.</summary>
internal static class Telling
{
    /// <summary>The newest snapshot of each source and number: the last carrier's own first, aggregators after all carriers.</summary>
    public static IReadOnlyList<Snapshot> Newest(IReadOnlyCollection<Snapshot> snapshots, Custody custody) =>
    [
        .. snapshots
            .GroupBy(snapshot => (snapshot.Source, snapshot.Number))
            .Select(same => NewestOf(same)!)
            .OrderByDescending(snapshot => OwnLeg(snapshot, custody))
            .ThenByDescending(snapshot => snapshot.ReceivedAt)
            .ThenBy(snapshot => snapshot.Source)
            .ThenBy(snapshot => snapshot.Number),
    ];

    /// <summary>The newest; of two from one moment always the same one. Null where there is none.</summary>
    public static Snapshot? NewestOf(IEnumerable<Snapshot> snapshots)
    {
        var all = snapshots.ToList();
        return all.Count < 2 ? all.FirstOrDefault() : all.OrderByDescending(snapshot => snapshot.ReceivedAt).ThenBy(Canonical.Of, StringComparer.Ordinal).First();
    }

    /// <summary>The same, the first carrier's own first: it knows where the parcel comes from.</summary>
    public static IReadOnlyList<Snapshot> FirstLegFirst(IReadOnlyList<Snapshot> told, Custody custody) =>
        [.. told.OrderBy(snapshot => OwnLeg(snapshot, custody) is >= 0 and var leg ? leg : int.MaxValue)];

    private static int OwnLeg(Snapshot snapshot, Custody custody)
    {
        for (var i = custody.Legs.Count - 1; i >= 0; i--)
        {
            if (custody.Legs[i].Carrier == snapshot.Source && custody.Legs[i].Number == snapshot.Number)
                return i;
        }
        return -1;
    }
}
