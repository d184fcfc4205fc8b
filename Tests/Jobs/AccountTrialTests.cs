using Microsoft.AspNetCore.Http;
using NodaTime;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Tests.Given;

namespace Tracking.Tests.Jobs;

public sealed class AccountTrialTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, "{}", TrialEnd.Answers, "takes these credentials")]
    [InlineData(401, "{}", TrialEnd.Refused, "It refuses these credentials: HTTP 401")]
    [InlineData(429, "{}", TrialEnd.Throttled, "asks us to wait")]
    [InlineData(500, "{}", TrialEnd.Silent, "The fault is the carrier’s")]
    [InlineData(200, "<html>", TrialEnd.Silent, "Check the address")]
    public async Task A_test_is_one_call_that_says_how_it_ended(int status, string body, TrialEnd end, string says)
    {
        await using var poll = await Poll.StartAsync(Cancel);
        poll.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body, Cancel);
        };
        using var trial = await poll.TrialAsync(Cancel);
        var ended = await trial.RunAsync(Poll.Id, Cancel);
        Assert.Equal(end, ended.End);
        Assert.Contains(says, ended.Says);
        Assert.Equal(["ZZ000000005ZZ"], Assert.Single(poll.Calls).Numbers);
        Assert.Equal(1, await poll.ScalarAsync<int>("select spent from tracking.budget", Cancel));
    }

    [Fact]
    public async Task A_test_costs_a_request_of_the_budget_and_sends_nothing_where_that_is_spent()
    {
        await using var poll = await Poll.StartAsync(Cancel, daily: 1);
        using var trial = await poll.TrialAsync(Cancel);
        Assert.Equal(TrialEnd.Answers, (await trial.RunAsync(Poll.Id, Cancel)).End);
        var second = await trial.RunAsync(Poll.Id, Cancel);
        Assert.Equal(TrialEnd.NotAsked, second.End);
        Assert.Contains("Nothing was sent", second.Says);
        Assert.Single(poll.Calls);
    }

    [Fact]
    public async Task A_carrier_that_we_left_alone_after_failures_is_asked_again_at_once_when_a_test_succeeds()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        using var trial = await poll.TrialAsync(Cancel);
        var (health, budgets) = (new HealthStore(poll.Database.DataSource), new BudgetStore(poll.Database.DataSource));
        await health.RecordCallAsync(Poll.Id, "no access token: HTTP 401", Cancel);
        await budgets.HoldAsync(Poll.Id, Duration.FromMinutes(15), Cancel);
        Assert.Equal(TrialEnd.Answers, (await trial.RunAsync(Poll.Id, Cancel)).End);
        Assert.True(Assert.Single(await health.ListAsync(Cancel)).Answering);
        Assert.Null(await budgets.TakeAsync(Poll.Id, Duration.Zero, null, false, Cancel));
    }

    [Fact]
    public async Task A_carrier_that_asked_us_to_wait_is_not_tested_before()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        using var trial = await poll.TrialAsync(Cancel);
        await new HealthStore(poll.Database.DataSource).RecordCallAsync(Poll.Id, null, Cancel);
        await new BudgetStore(poll.Database.DataSource).HoldAsync(Poll.Id, Duration.FromMinutes(15), Cancel);
        Assert.Contains("in 15 minutes", (await trial.RunAsync(Poll.Id, Cancel)).Says);
        Assert.Empty(poll.Calls);
    }
}
