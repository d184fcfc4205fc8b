using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Tracking.Carriers;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal;
using Tracking.Portal.Ops;

namespace Tracking.Tests.Given;

/// <summary>What the pages of carriers need beside a database and a clock.</summary>
public static class CarrierPageParts
{
    public static IServiceCollection AddCarrierPages(this IServiceCollection services)
    {
        services.AddSingleton(new CarrierRegistry()).AddSingleton<CarrierPages>().AddSingleton<BoardStore>().AddSingleton<CarrierHourStore>().AddSingleton<BudgetStore>().AddSingleton<HealthStore>().AddSingleton<Accounts>();
        services.AddSingleton(provider => new AccountStore(provider.GetRequiredService<NpgsqlDataSource>(), new EphemeralDataProtectionProvider(), NullLogger<AccountStore>.Instance));
        services.AddSingleton(provider => new AccountTrial(provider.GetRequiredService<CarrierRegistry>(), provider.GetRequiredService<AccountStore>(), provider.GetRequiredService<BudgetStore>(),
            provider.GetRequiredService<HealthStore>(), TimeProvider.System, NullLogger<CarrierHttp>.Instance));
        services.AddSingleton(Options.Create(new PortalSettings()));
        return services.AddScoped<AccountDesk>();
    }
}
