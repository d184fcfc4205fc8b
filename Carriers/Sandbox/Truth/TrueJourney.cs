using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>One parcel of a world with known truth: what its carrier tells of it, and apart from that its fate.</summary>
public sealed record TrueJourney
{
    public required long Number { get; init; }
    public required LaneKey Key { get; init; }

    /// <summary>Oldest first; the first is the label, with which the shop registers it.</summary>
    public required IReadOnlyList<TrueStep> Steps { get; init; }

    /// <summary>For the judge alone.</summary>
    public required Fate Fate { get; init; }

    public JourneyKind Kind => Key.Origin == Key.Destination ? JourneyKind.Domestic : JourneyKind.CrossBorder;

    /// <summary>Each phase's wait for the next one and for delivery as whoever asked until <paramref name="now"/> has seen it; later scans do not show.</summary>
    public IEnumerable<Spell> Spells(LocalDateTime now)
    {
        for (var i = 0; i < Steps.Count && Steps[i].ToldAt <= now; i++)
        {
            if (Steps[i].Phase is Phase.Delivered)
                yield break;
            yield return SpellOf(i, Until.NextPhase, i + 1 < Steps.Count ? Steps[i + 1] : null);
            yield return SpellOf(i, Until.Delivery, Steps[^1] is { Phase: Phase.Delivered } last ? last : null);
        }

        Spell SpellOf(int from, Until until, TrueStep? end) => new(
            new(Steps[from].Phase, until, Kind), Key, Steps[from].At, Steps[from].At,
            end is { } moved && moved.ToldAt <= now ? moved.At : now, end is { } told && told.ToldAt <= now ? SpellEnd.Moved : SpellEnd.Waiting);
    }
}
