using NodaTime;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Jobs;

/// <summary>A person wants a carrier asked now.</summary>
public sealed class AskNowTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_asked_before_all_others_and_once_however_often_the_button_is_pressed()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        await poll.DueAsync(9, Cancel);
        await poll.ScalarAsync<int>("with later as (update tracking.leg set next_ask_at = now() + interval '3 days' where number = 'NUM9' returning 1) select count(*)::int from later", Cancel);
        var (ask, jobs) = await poll.AskerAsync(Cancel);
        var (parcel, leg) = await LegAsync(poll, "NUM9");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ask.AskAsync(parcel, leg, "mara@example.test", Cancel)));
        Assert.Equal([Poll.Id.Value], jobs.Jobs.Select(job => job.Args[0]));
        await (await poll.NodeAsync(Cancel)).RunAsync(Poll.Id.Value, Cancel);
        Assert.Contains("NUM9", poll.Calls.First().Numbers);
        Assert.Equal(1, poll.Calls.Count(call => call.Numbers.Contains("NUM9")));
        var act = Assert.Single(await new DossierStore(poll.Database.DataSource).ListActsAsync(parcel, 10, Cancel));
        Assert.Equal(("mara@example.test", "asked for news at once", "NUM9"), (act.By, act.Act, act.Note));
    }

    [Fact]
    public async Task A_number_that_a_push_has_told_of_and_nobody_has_asked_about_is_asked()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        await poll.DueAsync(1, Cancel);
        await poll.ScalarAsync<int>("with told as (update tracking.leg set answered_at = now(), next_ask_at = now() + interval '3 hours' returning 1) select count(*)::int from told", Cancel);
        var (ask, jobs) = await poll.AskerAsync(Cancel);
        var (parcel, leg) = await LegAsync(poll, "NUM1");
        await ask.AskAsync(parcel, leg, "mara@example.test", Cancel);
        Assert.Single(jobs.Jobs);
        await (await poll.NodeAsync(Cancel)).RunAsync(Poll.Id.Value, Cancel);
        Assert.Contains("NUM1", Assert.Single(poll.Calls).Numbers);
    }

    [Fact]
    public async Task A_spent_day_is_said_with_the_hour_at_which_it_goes_on_and_the_leg_keeps_its_place()
    {
        await using var poll = await Poll.StartAsync(Cancel, daily: 2);
        await poll.DueAsync(30, Cancel);
        var node = await poll.NodeAsync(Cancel);
        await node.RunAsync(Poll.Id.Value, Cancel);
        var (ask, _) = await poll.AskerAsync(Cancel);
        var waiting = await poll.ScalarAsync<string>("select number from tracking.leg where next_ask_at <= now() order by id desc limit 1", Cancel);
        var (parcel, leg) = await LegAsync(poll, waiting);
        var used = Assert.IsType<AskOutlook.UsedUp>(await ask.AskAsync(parcel, leg, "mara@example.test", Cancel));
        Assert.Equal(await poll.ScalarAsync<Instant>("select (((now() at time zone 'UTC')::date + 1)::timestamp at time zone 'UTC')", Cancel), used.Until);
        // A run that is not granted a request puts each leg back where it was: this one first, and never said to have been asked.
        await node.RunAsync(Poll.Id.Value, Cancel);
        Assert.Equal(2, poll.Calls.Count);
        Assert.Equal(waiting, await poll.ScalarAsync<string>("select number from tracking.leg order by next_ask_at limit 1", Cancel));
        (_, leg) = await LegAsync(poll, waiting);
        Assert.Null(leg.AskedAt);
        Assert.Equal($"Stand-in's requests for today are used up; this parcel is first in line at {Words.Minute(used.Until)}.", Say(leg, used, await NowAsync(poll)));
    }

    [Fact]
    public async Task Who_paused_it_and_why_is_said_and_nothing_is_planned()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        var (ask, jobs) = await poll.AskerAsync(Cancel);
        await poll.DueAsync(1, Cancel);
        await poll.ScalarAsync<int>("with paused as (update tracking.account set paused_at = '2026-11-20T08:00Z', paused_by = 'jonas@example.test', paused_why = 'Their API lies.' returning 1) select count(*)::int from paused", Cancel);
        var (parcel, leg) = await LegAsync(poll, "NUM1");
        var outlook = await ask.AskAsync(parcel, leg, "mara@example.test", Cancel);
        Assert.Equal("Stand-in is paused by jonas@example.test since 2026-11-20 08:00 UTC: Their API lies. It is asked when that ends.", Say(leg, outlook, await NowAsync(poll)));
        Assert.Empty(jobs.Jobs);
        Assert.Empty(await new DossierStore(poll.Database.DataSource).ListActsAsync(parcel, 10, Cancel));
    }

    [Fact]
    public async Task A_carrier_without_an_account_is_said_not_to_be_polled()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        var (ask, jobs) = await poll.AskerAsync(Cancel, account: false);
        await poll.DueAsync(1, Cancel);
        var (parcel, leg) = await LegAsync(poll, "NUM1");
        var outlook = await ask.AskAsync(parcel, leg, "mara@example.test", Cancel);
        Assert.Equal("Stand-in is not polled: Carriers:stand-in:BaseAddress is not set.", Say(leg, outlook, await NowAsync(poll)));
        Assert.Empty(jobs.Jobs);
    }

    [Fact]
    public async Task What_came_of_it_is_told_answered_failed_or_on_its_way()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        await poll.DueAsync(1, Cancel);
        var (ask, _) = await poll.AskerAsync(Cancel);
        var (parcel, leg) = await LegAsync(poll, "NUM1");
        var outlook = await ask.AskAsync(parcel, leg, "mara@example.test", Cancel);
        (_, leg) = await LegAsync(poll, "NUM1");
        Assert.Equal("Stand-in is asked in a moment.", Say(leg, outlook, await NowAsync(poll)));
        Assert.True(AskView.IsPending(leg, await NowAsync(poll)));

        poll.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await (await poll.NodeAsync(Cancel)).RunAsync(Poll.Id.Value, Cancel);
        (_, leg) = await LegAsync(poll, "NUM1");
        Assert.StartsWith("Asked 0 s ago: no answer; asked again at ", Say(leg, outlook, leg.AskedAt!.Value));
        Assert.False(AskView.IsPending(leg, leg.AskedAt!.Value));

        // A push that came in between is no answer of the carrier.
        var pushed = leg with { AskedAt = leg.HurriedAt - Duration.FromHours(1), AnsweredAt = leg.HurriedAt + Duration.FromSeconds(1), Failures = 0, Outcome = "Tracked" };
        Assert.Equal("Stand-in is asked in a moment.", Say(pushed, outlook, leg.HurriedAt!.Value + Duration.FromSeconds(5)));
        var answered = leg with { AskedAt = leg.HurriedAt + Duration.FromSeconds(1), AnsweredAt = leg.HurriedAt + Duration.FromSeconds(2), Failures = 0, Outcome = "NotFound" };
        Assert.Equal("Asked 3 s ago: not found.", Say(answered, outlook, leg.HurriedAt!.Value + Duration.FromSeconds(5)));
        Assert.Equal("Asked 3 s ago: no news.", Say(answered with { Outcome = "Tracked" }, outlook, leg.HurriedAt!.Value + Duration.FromSeconds(5)));
    }

    private static string? Say(LegAsk leg, AskOutlook outlook, Instant now) => AskView.Says(leg, outlook, new History().Leg("stand-in").Timeline(), now);

    private static Task<Instant> NowAsync(Poll poll) => poll.ScalarAsync<Instant>("select clock_timestamp()", Cancel);

    private static async Task<(long Parcel, LegAsk Leg)> LegAsync(Poll poll, string number)
    {
        var parcel = await poll.ScalarAsync<long>($"select parcel_id from tracking.leg where number = '{number}'", Cancel);
        return (parcel, Assert.Single(await new DossierStore(poll.Database.DataSource).ListLegsAsync(parcel, Cancel)));
    }
}
