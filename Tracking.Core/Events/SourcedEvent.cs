using NodaTime;

namespace Tracking.Core.Events;

/// <summary>A statement as stored: with the earliest wire that carried it.</summary>
public sealed record SourcedEvent
{
    public required TrackingEvent Event { get; init; }
    public required long WireId { get; init; }
    public required Instant ReceivedAt { get; init; }

    /// <summary>Evidence as soon as one wire that carried it was evidence.</summary>
    public required Trust Trust { get; init; }

    public EventKey Key => Event.Key;
}
