using NodaTime;

namespace Tracking.Core.Parcels;

/// <summary>One physical piece with its own label, as registered by a shop.</summary>
public sealed record Parcel
{
    public required long Id { get; init; }
    public required Instant RegisteredAt { get; init; }

    /// <summary>When the order was placed; the earliest of several orders.</summary>
    public Instant? OrderedAt { get; init; }

    /// <summary>ISO 3166 alpha-2, as the order says.</summary>
    public string? Origin { get; init; }
    public string? Destination { get; init; }
    public string? DestinationPostcode { get; init; }

    /// <summary>The day the shop promised, at the destination.</summary>
    public LocalDate? PromisedBy { get; init; }

    /// <summary>True where the seller pays duty and tax: sold duty paid, or the tax collected with the price.</summary>
    public bool DutyPaid { get; init; }

    /// <summary>What the parcel is worth, for ranking only; null where not said.</summary>
    public decimal? Value { get; init; }
    public string? Currency { get; init; }
    public string? Tier { get; init; }

    /// <summary>When its buyer said that it has not arrived; null where nobody said so.</summary>
    public Instant? NotArrivedAt { get; init; }
}
