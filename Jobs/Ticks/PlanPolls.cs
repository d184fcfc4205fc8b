using Quartz;

namespace Tracking.Jobs.Ticks;

/// <summary>Every five seconds: one poll job for each carrier that has due legs, may be asked, and has none yet.</summary>
public sealed class PlanPolls(PollQueue polls) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancel) => await polls.EnqueueDueAsync(cancel);
}
