using Hangfire;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Enqueues one poll job for each carrier that has due legs, may be asked, and has none yet; however often, by however many nodes.</summary>
public sealed class PollQueue(Routing routing, BudgetStore budgets, IBackgroundJobClient jobs)
{
    public async Task EnqueueDueAsync(CancellationToken cancel)
    {
        foreach (var carrier in await budgets.PlanAsync(await routing.GetAsync(cancel), cancel))
            jobs.Enqueue<PollCarrier>(poll => poll.RunAsync(carrier.Value, CancellationToken.None));
    }
}
