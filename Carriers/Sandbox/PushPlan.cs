using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>Which pushes the carriers send that push: one for every change of what they tell.</summary>
public static class PushPlan
{
    /// <summary>How long the older push of a swapped pair comes after the newer.</summary>
    private static readonly Duration Late = Duration.FromSeconds(5);

    /// <summary>All pushes due after <paramref name="start"/>, first to last.</summary>
    public static IReadOnlyList<Push> Of(World world, Instant start) => [.. world.Journeys.SelectMany(journey => Of(journey, start)).OrderBy(push => push.Due)];

    private static IEnumerable<Push> Of(Journey journey, Instant start)
    {
        foreach (var share in journey.Shares.Where(share => StandIns.Find(share.Carrier)?.Push is not null))
        {
            foreach (var push in Of(journey, share.Carrier, share.Number, Changes(share.Scans, start)))
                yield return push;
        }
        if (journey.RetoldBy is { } aggregator)
        {
            foreach (var push in Of(journey, aggregator, journey.Number, Changes(journey.Shares.SelectMany(share => share.Scans), start)))
                yield return push;
        }
    }

    private static IReadOnlyList<Instant> Changes(IEnumerable<Scan> scans, Instant start) =>
        [.. scans.SelectMany(scan => scan.TakenBackAt is { } back ? new[] { scan.Told, back } : [scan.Told]).Where(at => at > start).Distinct().Order()];

    private static IEnumerable<Push> Of(Journey journey, CarrierId carrier, string number, IReadOnlyList<Instant> changes)
    {
        var copies = journey.Story is Story.PushedTwice ? 2 : 1;
        for (var i = 0; i < changes.Count; i++)
        {
            var swapped = journey.Story is Story.OutOfOrder && i % 2 == 0 && i + 1 < changes.Count;
            yield return new Push(swapped ? changes[i + 1] + Late : changes[i], changes[i], carrier, journey, number, copies);
        }
    }
}
