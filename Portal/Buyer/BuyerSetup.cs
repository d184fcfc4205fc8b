namespace Tracking.Portal.Buyer;

/// <summary>How the Buyer part of the portal is composed.</summary>
public static class BuyerSetup
{
    public static IServiceCollection AddBuyer(this IServiceCollection services) => services;

    public static WebApplication MapBuyer(this WebApplication app) => app;
}
