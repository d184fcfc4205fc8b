namespace Tracking.Portal.Api;

/// <summary>How the Api part of the portal is composed.</summary>
public static class ApiSetup
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services;

    public static WebApplication MapApi(this WebApplication app) => app;
}
