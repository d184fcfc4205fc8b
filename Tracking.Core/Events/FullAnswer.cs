using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Events;

/// <summary>
/// A complete answer of a source that promises full history, kept where it left out what the source had said before, or told it again:
/// what decides whether absence takes something back.
/// </summary>
public sealed record FullAnswer
{
    public required CarrierId Source { get; init; }
    public required TrackingNumber Number { get; init; }
    public required long WireId { get; init; }
    public required Instant ReceivedAt { get; init; }

    /// <summary>The oldest statement in it of each teller: how far back it reaches.</summary>
    public required IReadOnlyList<EventKey> Oldest { get; init; }

    /// <summary>What these tellers had said before and it does not have; empty where it tells all of it again.</summary>
    public required IReadOnlyList<EventKey> LeftOut { get; init; }
}
