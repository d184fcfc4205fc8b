using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracking.Carriers;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>What every node of the product consists of, portal and worker alike.</summary>
public static class JobsSetup
{
    /// <summary>The database, the stores and the carriers.</summary>
    public static IServiceCollection AddTracking(this IServiceCollection services, Database database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(database);
        services.AddSingleton(database.Source);
        services.AddSingleton<CarrierRegistry>();
        services.AddSingleton<WireStore>();
        services.AddSingleton<Wakes>();
        services.AddHostedService(provider => provider.GetRequiredService<Wakes>());
        services.AddDataProtection().SetApplicationName("tracking");
        services.AddOptions<KeyManagementOptions>().Configure<Database>((options, keys) => options.XmlRepository = new DataKeys(keys.Source));
        return services;
    }

    /// <summary>What a node that works does beside: Hangfire, Quartz, the inbox drain.</summary>
    public static IServiceCollection AddWork(this IServiceCollection services, Database database, IConfiguration configuration)
    {
        services.AddSingleton<InboxDrain>();
        return services;
    }
}
