using Hangfire;
using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Every night: what is usual is learned anew.</summary>
public sealed class PlanLearn(IBackgroundJobClient jobs) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancel)
    {
        jobs.Enqueue<LearnLanes>(learn => learn.RunAsync(CancellationToken.None));
        return ValueTask.CompletedTask;
    }
}
