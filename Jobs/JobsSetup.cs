using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracking.Carriers;
using Tracking.Core.Lanes;
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
        services.TryAddSingleton(_ => new CarrierRegistry());
        services.AddSingleton<WireStore>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<HealthStore>();
        services.AddSingleton<Accounts>();
        services.AddSingleton<ParcelStore>();
        services.AddSingleton(LaneNorms.Default);
        services.AddSingleton<Settlement>();
        services.AddSingleton<Wakes>();
        services.AddHostedService(provider => provider.GetRequiredService<Wakes>());
        services.AddDataProtection().SetApplicationName("tracking");
        services.AddOptions<KeyManagementOptions>().Configure<Database>((options, keys) => options.XmlRepository = new DataKeys(keys.Source));
        return services;
    }

    /// <summary>The gate through which carriers push.</summary>
    public static IServiceCollection AddPushGate(this IServiceCollection services)
    {
        services.AddSingleton<PushGate>();
        services.AddHostedService(provider => provider.GetRequiredService<PushGate>());
        return services;
    }

    /// <summary>Keeps the accounts that configuration holds.</summary>
    /// <exception cref="ArgumentException">A key under <c>Carriers</c> is wrong; the message names it.</exception>
    public static async Task SeedAccountsAsync(this IServiceProvider services, IConfiguration configuration, CancellationToken cancel) =>
        await services.GetRequiredService<AccountStore>().SeedAsync(Accounts.FromConfiguration(configuration, services.GetRequiredService<CarrierRegistry>()), cancel);

    /// <summary>What a node that works does beside: Hangfire, Quartz, the inbox drain.</summary>
    public static IServiceCollection AddWork(this IServiceCollection services, Database database, IConfiguration configuration)
    {
        services.AddSingleton<Intake>();
        services.AddSingleton<ReadWires>();
        services.AddSingleton<InboxDrain>();
        return services;
    }
}
