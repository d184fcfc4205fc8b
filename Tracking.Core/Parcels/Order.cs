using NodaTime;

namespace Tracking.Core.Parcels;

/// <summary>One purchase on one sales channel of a shop, without the buyer's name and address: what pages and answers may show.</summary>
public sealed record Order
{
    public required long Id { get; init; }
    public required Shop Shop { get; init; }
    public required string Channel { get; init; }
    public required string Number { get; init; }

    /// <summary>128 random bits, base64url: who holds it may look.</summary>
    public required string Token { get; init; }
    public Instant? PlacedAt { get; init; }

    /// <summary>BCP 47 tag of the buyer's language, where told.</summary>
    public string? Locale { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Destination { get; init; }

    /// <summary>True where the recipient's postcode is known.</summary>
    public bool HasPostcode { get; init; }

    /// <summary>True where the last digits of the recipient's telephone number are known.</summary>
    public bool HasPhone { get; init; }

    /// <summary>True where the seller pays duty and tax: sold duty paid, or the tax collected with the price.</summary>
    public bool DutyPaid { get; init; }

    /// <summary>In the order in which they became known; empty while nothing was shipped.</summary>
    public required IReadOnlyList<OrderParcel> Parcels { get; init; }
}
