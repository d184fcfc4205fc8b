using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Tracking.Carriers;

/// <summary>What a host needs to ask carriers and to read them.</summary>
public static class CarriersSetup
{
    public static IServiceCollection AddCarriers(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new CarrierRegistry());
        services.TryAddSingleton<Detection>();
        services.TryAddSingleton<CarrierHttp>();
        services.TryAddSingleton<AccessTokens>();
        services.TryAddSingleton<CarrierCalls>();
        return services;
    }
}
