using Hangfire;
using Quartz;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs.Ticks;

/// <summary>Every five seconds: one poll job for each carrier that has due legs, may be asked, and has none yet.</summary>
public sealed class PlanPolls(CarrierRegistry carriers, Accounts accounts, BudgetStore budgets, IBackgroundJobClient jobs) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        var on = new List<CarrierId>();
        foreach (var carrier in carriers.List())
            if (await accounts.WhyOffAsync(carrier, cancel) is null)
                on.Add(carrier.Profile.Id);
        foreach (var carrier in await budgets.PlanAsync(on, cancel))
            jobs.Enqueue<PollCarrier>(poll => poll.RunAsync(carrier.Value, CancellationToken.None));
    }
}
