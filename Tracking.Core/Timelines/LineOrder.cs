using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>
/// Where a line stands: one key for each, so that their order is total. <see cref="At"/> lies in the interval in which the event can have
/// happened and is an instant for ordering alone: where the clock was not earned, nobody may print it.
/// </summary>
/// <param name="Rank">The journey's rank of its milestone.</param>
/// <param name="Key">Of the statement that leads.</param>
public readonly record struct LineOrder(Instant At, int Rank, EventKey Key) : IComparable<LineOrder>
{
    public int CompareTo(LineOrder other) =>
        At.CompareTo(other.At) is not 0 and var at ? at
        : Rank.CompareTo(other.Rank) is not 0 and var rank ? rank
        : Key.CompareTo(other.Key);
}
