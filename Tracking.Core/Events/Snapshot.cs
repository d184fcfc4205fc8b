using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Events;

/// <summary>What a source said of a whole parcel, beside its events; a later one of the same source and number replaces it.</summary>
public sealed record Snapshot
{
    public required CarrierId Source { get; init; }
    public required TrackingNumber Number { get; init; }
    public required Instant ReceivedAt { get; init; }
    public string? Service { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Origin { get; init; }
    public string? Destination { get; init; }
    public Edd? Edd { get; init; }
    public ProofOfDelivery? ProofOfDelivery { get; init; }
    public IReadOnlyList<NextNumber> Next { get; init; } = [];
}
