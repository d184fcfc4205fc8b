using Hangfire;
using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Every hour: partitions and retention.</summary>
public sealed class PlanPrune(IBackgroundJobClient jobs) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        jobs.Enqueue<Upkeep>(upkeep => upkeep.PruneAsync(CancellationToken.None));
        return ValueTask.CompletedTask;
    }
}
