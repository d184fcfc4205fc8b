namespace Tracking.Portal.Ops;

/// <summary>How the Ops part of the portal is composed.</summary>
public static class OpsSetup
{
    public static IServiceCollection AddOps(this IServiceCollection services) => services;

    public static WebApplication MapOps(this WebApplication app) => app;
}
