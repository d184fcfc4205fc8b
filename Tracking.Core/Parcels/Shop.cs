namespace Tracking.Core.Parcels;

/// <summary>Who sells: numbers of orders are unique only inside one shop and channel.</summary>
public sealed record Shop
{
    public required long Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Where its buyers find help; null where it told none.</summary>
    public string? SupportUrl { get; init; }

    /// <summary>TZDB id of the zone its people work in.</summary>
    public string Zone { get; init; } = "UTC";
    public Brand Brand { get; init; } = new();
}
