using Hangfire;
using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Four times a minute: by when new cases want to be closed, and which were not.</summary>
public sealed class PlanDeadlines(IBackgroundJobClient jobs) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        jobs.Enqueue<Deadlines>(deadlines => deadlines.WatchAsync(CancellationToken.None));
        return ValueTask.CompletedTask;
    }
}
