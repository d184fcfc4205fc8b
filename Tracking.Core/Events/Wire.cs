using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Events;

/// <summary>A raw answer or push, byte for byte.</summary>
public sealed record Wire
{
    /// <summary>0 until stored.</summary>
    public long Id { get; init; }
    public required CarrierId Carrier { get; init; }
    public required WireKind Kind { get; init; }
    public Trust Trust { get; init; } = Trust.Evidence;
    public required Instant ReceivedAt { get; init; }

    /// <summary>HTTP status of a polled answer; 200 for a push.</summary>
    public int Status { get; init; } = 200;
    public string? ContentType { get; init; }

    /// <summary>The Retry-After header of a polled answer, as seconds from <see cref="ReceivedAt"/>.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The numbers we asked for; empty for a push.</summary>
    public IReadOnlyList<TrackingNumber> Asked { get; init; } = [];
    public required ReadOnlyMemory<byte> Body { get; init; }
}
