using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Server;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;
using Tracking.Carriers;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;
using Tracking.Jobs.Ticks;

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
        services.AddCarriers();
        services.AddSingleton<WireStore>();
        services.AddSingleton<CodeRowStore>();
        services.AddSingleton<Readers>();
        services.AddSingleton<OverrideStore>();
        services.AddSingleton<ReplayStore>();
        services.AddSingleton<Replays>();
        services.AddSingleton<UnknownCodeStore>();
        services.AddSingleton<CodeMapping>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<IReadOnlyList<KnownCarrier>>(provider =>
            [.. provider.GetRequiredService<CarrierRegistry>().List().Select(carrier => new KnownCarrier(carrier.Profile.Id.Value, carrier.Profile.Name, carrier.Profile.Needs, carrier.Profile.DailyBudget, carrier.Profile.OffBecause))]);
        services.AddSingleton<HealthStore>();
        services.AddSingleton<BudgetStore>();
        services.AddSingleton<CarrierHourStore>();
        services.AddSingleton<AccountTrial>();
        services.AddSingleton<Accounts>();
        services.TryAddSingleton(provider => Options.Create(provider.GetService<IConfiguration>()?.GetSection("Polling").Get<PollingSettings>() ?? new()));
        services.AddSingleton<LegStore>();
        services.AddSingleton<Routing>();
        services.AddSingleton<PollQueue>();
        services.AddSingleton<AskNow>();
        services.AddSingleton<ParcelStore>();
        services.AddSingleton(provider => (provider.GetService<IConfiguration>()?.GetSection("Findings").Get<FindingSettings>() ?? new()).Norms);
        services.AddSingleton<LaneStore>();
        services.AddSingleton<LaneMonthStore>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<WhyStore>();
        services.AddSingleton<IncidentStore>();
        services.AddSingleton<ShopStore>();
        services.AddSingleton<DeadlineStore>();
        services.AddSingleton<TeamStore>();
        services.AddSingleton<EvidenceKeyStore>();
        services.AddSingleton(provider => ClaimSettings.Read(provider.GetService<IConfiguration>(), provider.GetRequiredService<CarrierRegistry>()));
        services.AddSingleton<OrderStore>();
        services.AddSingleton<ErasureStore>();
        services.AddSingleton<NoticeStore>();
        services.AddSingleton<MailStore>();
        services.AddSingleton<MailFolder>();
        AddHangfire(services, database);
        services.AddSingleton<Detect>();
        services.AddSingleton<PushGuides>();
        services.AddSingleton<CarrierPages>();
        services.AddSingleton<Wakes>();
        services.AddHostedService(provider => provider.GetRequiredService<Wakes>());
        services.AddDataProtection().SetApplicationName("tracking");
        services.AddOptions<KeyManagementOptions>().Configure<Database>((options, keys) => options.XmlRepository = new DataKeys(keys.Source));
        return services;
    }

    /// <summary>Keeps the engines' own news out of the log.</summary>
    public static ILoggingBuilder QuietEngines(this ILoggingBuilder logging) => logging
        .AddFilter("Hangfire", LogLevel.Warning)
        .AddFilter("Quartz", LogLevel.Warning)
        .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
        .AddFilter(typeof(Migrator).FullName, LogLevel.Warning)
        .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

    /// <summary>How messages leave.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names the key.</exception>
    public static IServiceCollection AddMailSettings(this IServiceCollection services, IConfiguration configuration)
    {
        var mail = configuration.GetSection("Mail").Get<MailSettings>() ?? new MailSettings();
        if (mail.Problems().ToList() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join('\n', problems));
        services.TryAddSingleton(Options.Create(mail));
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

    /// <summary>What a node that works does beside: Hangfire's servers, one a lane, with the inbox drain; and Quartz's ticks.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names the key.</exception>
    public static IServiceCollection AddWork(this IServiceCollection services, Database database, IConfiguration configuration)
    {
        var polling = configuration.GetSection("Polling").Get<PollingSettings>() ?? new PollingSettings();
        polling.PublicUrl ??= configuration["PublicUrl"];
        var retention = configuration.GetSection("Retention").Get<RetentionSettings>() ?? new RetentionSettings();
        var findings = configuration.GetSection("Findings").Get<FindingSettings>() ?? new FindingSettings();
        if (polling.Problems().Concat(retention.Problems()).Concat(findings.Problems()).ToList() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join('\n', problems));
        services.AddMailSettings(configuration);
        services.AddSingleton(Options.Create(polling));
        services.AddSingleton(Options.Create(retention));
        services.AddSingleton<Intake>();
        services.AddSingleton<ReadWires>();
        services.AddSingleton<InboxDrain>();
        services.AddSingleton<UpkeepStore>();
        services.AddSingleton<Deadlines>();
        services.AddSingleton<AskPlan>();
        services.AddSingleton<PollCarrier>();
        services.AddSingleton<Upkeep>();
        services.AddSingleton<LearnLanes>();
        services.AddSingleton<TellBuyers>();
        AddServer(services, Lanes.Poll, 4, _ => []);
        AddServer(services, Lanes.Replay, 1, _ => []);
        AddServer(services, Lanes.Upkeep, 1, provider => [provider.GetRequiredService<InboxDrain>()]);
        AddTicks(services, database);
        return services;
    }

    private static void AddHangfire(IServiceCollection services, Database database)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = Engines.HangfireSchema,
            PrepareSchemaIfNecessary = false,
            AllowDegradedModeWithoutStorage = false,
            EnableLongPolling = false,
            QueuePollInterval = TimeSpan.FromSeconds(1),
            InvisibilityTimeout = TimeSpan.FromSeconds(60),
            UseSlidingInvisibilityTimeout = true,
            // The default of ten minutes stalls every worker that meets a lock of a node that was killed.
            DistributedLockTimeout = TimeSpan.FromSeconds(30),
            JobExpirationCheckInterval = TimeSpan.FromMinutes(5),
            DeleteExpiredBatchSize = 10_000,
            EnableTransactionScopeEnlistment = true,
        };
        // Ours, not Hangfire's static one: several nodes may live in one process.
        services.AddSingleton<JobStorage>(_ => new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString("tracking-hangfire", 15), options), options)
        {
            JobExpirationTimeout = TimeSpan.FromHours(2),
        });
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
    }

    private static void AddServer(IServiceCollection services, string lane, int workers, Func<IServiceProvider, IEnumerable<IBackgroundProcess>> processes) =>
        services.AddSingleton<IHostedService>(provider => new BackgroundJobServerHostedService(
            provider.GetRequiredService<JobStorage>(),
            new BackgroundJobServerOptions
            {
                ServerName = $"{Environment.MachineName}:{Environment.ProcessId}:{lane}",
                Queues = [lane],
                WorkerCount = workers,
                Activator = provider.GetRequiredService<JobActivator>(),
                ServerTimeout = TimeSpan.FromSeconds(60),
                HeartbeatInterval = TimeSpan.FromSeconds(10),
                ServerCheckInterval = TimeSpan.FromSeconds(15),
                ShutdownTimeout = TimeSpan.FromSeconds(10),
                StopTimeout = TimeSpan.FromSeconds(1),
                SchedulePollingInterval = TimeSpan.FromSeconds(5),
            },
            processes(provider)));

    private static void AddTicks(IServiceCollection services, Database database)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "tracking";
                scheduler.GenerateInstanceId = true;
                scheduler.DefaultTimeZone = TimeZoneInfo.Utc;
            });
            quartz.UseDefaultThreadPool(5);
            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                // A start that is broken off never stops the scheduler: its threads must not hold the process.
                store.ConfigureStore(ado => ado.UseBackgroundThreads = true);
                store.UsePostgres(Engines.QuartzConnectionString(database));
                store.UseSystemTextJsonSerializer();
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(5);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(10);
                });
            });
            Tick<PlanPolls>(quartz, "0/5 * * * * ?");
            Tick<PlanSweep>(quartz, "3/10 * * * * ?");
            Tick<PlanNotices>(quartz, "5/10 * * * * ?");
            Tick<PlanWatch>(quartz, "7 * * * * ?");
            Tick<PlanDeadlines>(quartz, "5/15 * * * * ?");
            Tick<PlanCount>(quartz, "37 0/5 * * * ?");
            Tick<PlanIncidents>(quartz, "31 4/10 * * * ?");
            Tick<PlanPrune>(quartz, "11 17 * * * ?");
            Tick<PlanLearn>(quartz, "23 41 2 * * ?");
        });
        // Declared once: what a node finds in the store it leaves as it is, so that a second node does not fire in a phase of its own.
        services.Configure<QuartzOptions>(options =>
        {
            options.Scheduling.OverwriteExistingData = false;
            options.Scheduling.IgnoreDuplicates = true;
        });
        services.AddQuartzHostedService(hosting => hosting.WaitForJobsToComplete = true);
    }

    private static void Tick<TJob>(IQuartzBuilder quartz, string cron) where TJob : IJob
    {
        quartz.AddJob<TJob>(job => job.WithIdentity(typeof(TJob).Name).StoreDurably());
        quartz.AddTrigger<TJob>(trigger => trigger
            .ForJob(typeof(TJob).Name)
            .WithIdentity(typeof(TJob).Name)
            .WithCronSchedule(cron, schedule => schedule.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)));
    }
}
