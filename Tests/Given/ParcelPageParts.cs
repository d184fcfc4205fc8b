using Hangfire;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Tracking.Carriers;
using Tracking.Core.Cases;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Ops;

namespace Tracking.Tests.Given;

/// <summary>What a parcel's page needs beside a database and a clock.</summary>
public static class ParcelPageParts
{
    public static IServiceCollection AddParcelPage(this IServiceCollection services)
    {
        services.AddSingleton<ParcelStore>().AddSingleton<DossierStore>().AddSingleton<WhyStore>().AddSingleton<OverrideStore>().AddSingleton<IncidentStore>().AddSingleton<CaseStore>()
            .AddSingleton<CaseLinkStore>().AddSingleton<PresenceStore>().AddSingleton<QueueStore>().AddSingleton<LaneStore>().AddSingleton<Settlement>().AddSingleton(LaneNorms.Default)
            .AddSingleton<EvidenceStore>().AddSingleton(new ClaimWindows([], new HashSet<Core.Parcels.CarrierId>())).AddSingleton<ReshipmentStore>().AddSingleton<MailStore>().AddSingleton<IReadOnlyList<KnownCarrier>>([]).AddScoped<CaseDesk>()
            .AddSingleton<OrderStore>().AddSingleton<NoticeStore>().AddSingleton<PlaybookStore>().AddSingleton<CasePlaybookStore>().AddScoped<PlaybookDesk>().AddSightOfAll().AddDataProtection();
        services.TryAddSingleton(new CarrierRegistry());
        services.AddSingleton<CarrierPages>();
        services.AddSingleton(provider => new AccountStore(provider.GetRequiredService<NpgsqlDataSource>(), new EphemeralDataProtectionProvider(), NullLogger<AccountStore>.Instance));
        return services.AddSingleton(Options.Create(new PollingSettings())).AddSingleton<IBackgroundJobClient, KeptJobs>().AddSingleton<Accounts>().AddSingleton<Routing>().AddSingleton<LegStore>()
            .AddSingleton<BudgetStore>().AddSingleton<PollQueue>().AddSingleton<AskNow>();
    }
}
