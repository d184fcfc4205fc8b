using Tracking.Core.Parcels;

namespace Tracking.Core.Events;

/// <summary>One thing one source said, kept as said.</summary>
public sealed record Statement
{
    /// <summary>Who told us: a carrier, or an aggregator.</summary>
    public required CarrierId Source { get; init; }

    /// <summary>The tracking number under which it was told.</summary>
    public required TrackingNumber Number { get; init; }

    /// <summary>The carrier whose scan an aggregator retells, as it names it; null where the source is the carrier itself.</summary>
    public string? Carrier { get; init; }

    /// <summary>Tells apart what one number holds several of, such as FedEx's unique id; null elsewhere.</summary>
    public string? Part { get; init; }

    public string? Code { get; init; }
    public string? SubCode { get; init; }
    public string? Wording { get; init; }

    /// <summary>BCP 47 tag of the wording, where known.</summary>
    public string? Language { get; init; }

    /// <summary>The clock exactly as printed, all its fields joined by a blank; empty where none was.</summary>
    public required string Clock { get; init; }

    /// <summary>The wall clock in ISO form, or the printed clock where it cannot be read: what the key rests on.</summary>
    public required string WallClock { get; init; }

    /// <summary>The place exactly as printed.</summary>
    public string? PlaceSaid { get; init; }
}
