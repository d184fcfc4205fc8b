using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>An order that travels in a parcel, as far as ops needs it.</summary>
public sealed record OrderLine
{
    public required long Id { get; init; }
    public required string Shop { get; init; }
    public required string Channel { get; init; }
    public required string Number { get; init; }
    public Instant? PlacedAt { get; init; }
    public string? Email { get; init; }

    /// <summary>What of the order is in this parcel, such as <c>2 × Headphones</c>, a line each.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>The order's other parcels, oldest first.</summary>
    public IReadOnlyList<OtherParcel> Others { get; init; } = [];
}
