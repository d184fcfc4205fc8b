using Microsoft.Extensions.DependencyInjection;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;

namespace Tracking.Tests.Given;

/// <summary>Pages see what the stores of a test see: nobody is bound to shops there.</summary>
public static class SightOfAll
{
    public static IServiceCollection AddSightOfAll(this IServiceCollection services)
    {
        foreach (var store in typeof(QueueStore).Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Store", StringComparison.Ordinal)))
            services.AddKeyedTransient(store, Sight.Key, (provider, _) => provider.GetRequiredService(store));
        return services;
    }
}
