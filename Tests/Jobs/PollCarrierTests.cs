using Microsoft.AspNetCore.Http;
using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Jobs;

public sealed class PollCarrierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_due_is_asked_once_in_full_batches_however_many_nodes_ask()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        var nodes = new[] { await poll.NodeAsync(Cancel), await poll.NodeAsync(Cancel), await poll.NodeAsync(Cancel) };
        await poll.DueAsync(30, Cancel);
        await Task.WhenAll(nodes.Select(node => node.RunAsync(Poll.Id.Value, Cancel)));
        Assert.Equal(30, poll.Calls.SelectMany(call => call.Numbers).Distinct().Count());
        Assert.Equal(30, poll.Calls.Sum(call => call.Numbers.Length));
        Assert.Equal(10, poll.Calls.Count);
        Assert.Equal(10L, await poll.ScalarAsync<long>("select count(*) from tracking.wire w join tracking.inbox i on i.wire_id = w.id where kind = 'Poll'", Cancel));
        Assert.Equal(0L, await poll.ScalarAsync<long>("select count(*) from tracking.leg where next_ask_at <= now()", Cancel));
    }

    [Fact]
    public async Task The_spacing_holds_over_all_nodes()
    {
        await using var poll = await Poll.StartAsync(Cancel, spacing: Duration.FromMilliseconds(300));
        var nodes = new[] { await poll.NodeAsync(Cancel), await poll.NodeAsync(Cancel) };
        await poll.DueAsync(12, Cancel);
        var before = await poll.ScalarAsync<Instant>("select clock_timestamp()", Cancel);
        await Task.WhenAll(nodes.Select(node => node.RunAsync(Poll.Id.Value, Cancel)));
        Assert.Equal(4, poll.Calls.Count);
        // By the budget's own clock, the database's: when calls arrive at the stand-in says how busy this machine is. Four grants of 300 ms each lie behind one another.
        Assert.True(await poll.ScalarAsync<Instant>("select next_at from tracking.budget", Cancel) - before >= Duration.FromMilliseconds(4 * 300));
    }

    [Fact]
    public async Task A_carrier_that_asks_us_to_wait_is_left_alone_by_every_node_and_is_not_silent()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        poll.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        };
        var nodes = new[] { await poll.NodeAsync(Cancel), await poll.NodeAsync(Cancel) };
        await poll.DueAsync(9, Cancel);
        await nodes[0].RunAsync(Poll.Id.Value, Cancel);
        await nodes[1].RunAsync(Poll.Id.Value, Cancel);
        Assert.Single(poll.Calls);
        Assert.True(await poll.ScalarAsync<bool>("select next_at > now() + interval '59 min' from tracking.budget", Cancel));
        Assert.True(await poll.ScalarAsync<bool>("select answering from tracking.carrier_health", Cancel));
        Assert.Empty(await new BudgetStore(poll.Database.DataSource).PlanAsync(new AskRoutes([Poll.Id], null), Cancel));
        Assert.Equal(9L, await poll.ScalarAsync<long>("select count(*) from tracking.leg where next_ask_at is not null and failures = 0", Cancel));
    }

    [Fact]
    public async Task A_paused_carrier_is_not_asked_until_the_pause_ends()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        await poll.NodeAsync(Cancel);
        await poll.DueAsync(3, Cancel);
        await poll.ScalarAsync<int>("with paused as (update tracking.account set paused_at = now() returning 1) select count(*)::int from paused", Cancel);
        await (await poll.NodeAsync(Cancel)).RunAsync(Poll.Id.Value, Cancel);
        Assert.Empty(poll.Calls);
        await poll.ScalarAsync<int>("with resumed as (update tracking.account set paused_at = null returning 1) select count(*)::int from resumed", Cancel);
        await (await poll.NodeAsync(Cancel)).RunAsync(Poll.Id.Value, Cancel);
        Assert.Single(poll.Calls);
    }

    [Fact]
    public async Task A_spent_day_ends_the_asking()
    {
        await using var poll = await Poll.StartAsync(Cancel, daily: 2);
        await poll.DueAsync(30, Cancel);
        await (await poll.NodeAsync(Cancel)).RunAsync(Poll.Id.Value, Cancel);
        Assert.Equal(2, poll.Calls.Count);
        Assert.Equal(24L, await poll.ScalarAsync<long>("select count(*) from tracking.leg where next_ask_at <= now()", Cancel));
    }

    [Fact]
    public async Task A_carrier_that_fails_is_recorded_as_silent_since_then_and_as_answering_when_it_does_again()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        poll.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var node = await poll.NodeAsync(Cancel);
        await poll.DueAsync(3, Cancel);
        await node.RunAsync(Poll.Id.Value, Cancel);
        var health = Assert.Single(await new HealthStore(poll.Database.DataSource).ListAsync(Cancel));
        Assert.False(health.Answering);
        Assert.NotNull(health.Since);
        Assert.Equal(3L, await poll.ScalarAsync<long>("select count(*) from tracking.leg where failures = 1 and next_ask_at > now()", Cancel));

        poll.Answer = null;
        await using (var again = poll.Database.DataSource.CreateCommand("update tracking.budget set next_at = now(); update tracking.leg set next_ask_at = now()"))
            await again.ExecuteNonQueryAsync(Cancel);
        await node.RunAsync(Poll.Id.Value, Cancel);
        health = Assert.Single(await new HealthStore(poll.Database.DataSource).ListAsync(Cancel));
        Assert.True(health.Answering);
        Assert.Equal(3L, await poll.ScalarAsync<long>("select count(*) from tracking.parcel where inspect_at <= now()", Cancel));
    }

    [Fact]
    public async Task After_three_days_a_silent_carrier_is_an_incident_with_a_case_until_it_answers()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        await poll.DueAsync(4, Cancel);
        var upkeep = new UpkeepStore(poll.Database.DataSource, TimeProvider.System);
        var on = new Dictionary<CarrierId, string> { [Poll.Id] = "Stand-in" };
        await new HealthStore(poll.Database.DataSource).RecordCallAsync(Poll.Id, "no answer", Cancel);
        await upkeep.WatchCarriersAsync(on, Cancel);
        Assert.Equal(0L, await poll.ScalarAsync<long>("select count(*) from tracking.incident", Cancel));

        await using (var days = poll.Database.DataSource.CreateCommand("update tracking.carrier_health set since = now() - interval '73 hours'"))
            await days.ExecuteNonQueryAsync(Cancel);
        await upkeep.WatchCarriersAsync(on, Cancel);
        await upkeep.WatchCarriersAsync(on, Cancel);
        Assert.Equal(4, await poll.ScalarAsync<int>("select parcels from tracking.incident where kind = 'CarrierSilent' and subject = 'stand-in' and closed_at is null", Cancel));
        Assert.Equal(1L, await poll.ScalarAsync<long>("select count(*) from tracking.work_case where state = 'Open' and incident_id is not null", Cancel));

        await new HealthStore(poll.Database.DataSource).RecordCallAsync(Poll.Id, null, Cancel);
        await upkeep.WatchCarriersAsync(on, Cancel);
        Assert.Equal(0L, await poll.ScalarAsync<long>("select count(*) from tracking.incident where closed_at is null", Cancel));
        Assert.Equal("Cleared", await poll.ScalarAsync<string>("select state from tracking.work_case", Cancel));
    }
}
