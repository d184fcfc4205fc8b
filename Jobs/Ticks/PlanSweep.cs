using Hangfire;
using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Every ten seconds: the silence sweep.</summary>
public sealed class PlanSweep(IBackgroundJobClient jobs) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        jobs.Enqueue<Upkeep>(upkeep => upkeep.SweepAsync(CancellationToken.None));
        return ValueTask.CompletedTask;
    }
}
