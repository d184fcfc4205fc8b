using Hangfire;
using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Every five minutes: what carriers did this hour.</summary>
public sealed class PlanCount(IBackgroundJobClient jobs) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        jobs.Enqueue<Upkeep>(upkeep => upkeep.CountAsync(CancellationToken.None));
        return ValueTask.CompletedTask;
    }
}
