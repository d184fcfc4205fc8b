using Hangfire;
using Hangfire.Common;
using Hangfire.States;

namespace Tracking.Tests.Given;

/// <summary>Hangfire where nothing is to be enqueued: tests do the work themselves.</summary>
public sealed class NoJobs : IBackgroundJobClient
{
    public string Create(Job job, IState state) => throw new InvalidOperationException("Nobody enqueues jobs here.");

    public bool ChangeState(string jobId, IState state, string expectedState) => throw new InvalidOperationException("There are no jobs here.");
}
