using Hangfire;
using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Every minute: snoozes and silent carriers.</summary>
public sealed class PlanWatch(IBackgroundJobClient jobs) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        jobs.Enqueue<Upkeep>(upkeep => upkeep.WatchAsync(CancellationToken.None));
        return ValueTask.CompletedTask;
    }
}
