using Hangfire;
using Microsoft.Extensions.Options;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>What is done now and then because time has passed; each of it may run twice or be lost without harm.</summary>
public sealed class Upkeep(Settlement settlement, UpkeepStore store, CarrierHourStore hours, BudgetStore budgets, IncidentStore incidents, CarrierRegistry carriers, Accounts accounts, IOptions<RetentionSettings> retention, TimeProvider clock)
{
    private const int SweepBatch = 200;
    private static readonly TimeSpan SweepSlice = TimeSpan.FromSeconds(20);

    /// <summary>Looks again at parcels in whose findings silence has changed something.</summary>
    [Queue(Lanes.Upkeep)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Silence sweep")]
    public async Task SweepAsync(CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (await settlement.SettleDueAsync(SweepBatch, cancel) == SweepBatch && clock.GetElapsedTime(began) < SweepSlice)
        {
        }
    }

    /// <summary>Ends snoozes, watches for carriers that have gone silent, and sets what asking those with a limit costs.</summary>
    [Queue(Lanes.Upkeep)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Snoozes and silent carriers")]
    public async Task WatchAsync(CancellationToken cancel)
    {
        var on = new Dictionary<CarrierId, string>();
        foreach (var carrier in carriers.List())
            if (await accounts.WhyOffAsync(carrier, cancel) is null)
                on[carrier.Profile.Id] = carrier.Profile.Name;
        await store.WatchCarriersAsync(on, cancel);
        await store.EndSnoozesAsync(cancel);
        await budgets.PriceAsync(carriers.List().Select(carrier => carrier.Profile).Where(profile => profile.DailyBudget is not null && on.ContainsKey(profile.Id))
            .ToDictionary(profile => profile.Id, profile => (profile.DailyBudget!.Value, profile.BatchSize)), cancel);
    }

    /// <summary>Counts what carriers did this hour and the last.</summary>
    [Queue(Lanes.Upkeep)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Carriers' hours")]
    public Task CountAsync(CancellationToken cancel) => hours.CountAsync(cancel);

    /// <summary>Looks whether many parcels are silent for one reason.</summary>
    [Queue(Lanes.Upkeep)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Incidents")]
    public Task WatchIncidentsAsync(CancellationToken cancel) =>
        incidents.WatchAsync(carriers.List().ToDictionary(carrier => carrier.Profile.Id.Value, carrier => carrier.Profile.Name), cancel);

    /// <summary>Makes partitions and lets go what is old.</summary>
    [Queue(Lanes.Upkeep)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Partitions and retention")]
    public Task PruneAsync(CancellationToken cancel) =>
        store.PruneAsync(Duration.FromDays(retention.Value.WireDays), Duration.FromDays(retention.Value.BuyerDays), cancel);
}
