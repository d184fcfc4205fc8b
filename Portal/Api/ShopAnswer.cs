using Tracking.Core.Parcels;

namespace Tracking.Portal.Api;

/// <summary>A shop as its buyers see it; asked with the same shape.</summary>
public sealed record ShopAnswer
{
    public string? Name { get; init; }

    /// <summary>Where its buyers find help: https, http or mailto.</summary>
    public string? SupportUrl { get; init; }
    public Brand? Brand { get; init; }

    public static ShopAnswer Of(Shop shop) => new() { Name = shop.Name, SupportUrl = shop.SupportUrl, Brand = shop.Brand };
}
