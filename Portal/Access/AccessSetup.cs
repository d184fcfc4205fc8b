namespace Tracking.Portal.Access;

/// <summary>How sign-in and roles are composed.</summary>
public static class AccessSetup
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services;

    public static WebApplication MapAccess(this WebApplication app) => app;
}
