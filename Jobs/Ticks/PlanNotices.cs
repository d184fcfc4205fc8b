using Hangfire;
using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Every ten seconds: what buyers are told.</summary>
public sealed class PlanNotices(IBackgroundJobClient jobs) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        jobs.Enqueue<TellBuyers>(tell => tell.PlanAsync(CancellationToken.None));
        return ValueTask.CompletedTask;
    }
}
