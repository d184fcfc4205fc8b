using Hangfire;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Learns what is usual from all stored timelines; twice comes to the same as once.</summary>
public sealed class LearnLanes(LaneStore lanes)
{
    [Queue(Lanes.Upkeep)]
    [AutomaticRetry(Attempts = 2)]
    [JobDisplayName("Learn what is usual")]
    public Task RunAsync(CancellationToken cancel) => lanes.LearnAsync(cancel);
}
