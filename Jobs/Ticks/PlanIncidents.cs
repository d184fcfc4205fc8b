using Hangfire;
using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Every ten minutes: whether many parcels are silent for one reason.</summary>
public sealed class PlanIncidents(IBackgroundJobClient jobs) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        jobs.Enqueue<Upkeep>(upkeep => upkeep.WatchIncidentsAsync(CancellationToken.None));
        return ValueTask.CompletedTask;
    }
}
