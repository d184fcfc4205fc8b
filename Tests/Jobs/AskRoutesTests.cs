using System.Text;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Jobs;

/// <summary>Who is asked about a leg.</summary>
public sealed class AskRoutesTests
{
    private static readonly CarrierId Fedex = new("fedex"), Usps = new("usps"), Cainiao = new("cainiao"), Seventeentrack = new("seventeentrack");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_carrier_without_an_account_is_asked_about_through_the_aggregator_and_one_with_an_account_is_asked_itself()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var legs = new LegStore(pipeline.Database.DataSource);
        var routes = new AskRoutes([Fedex, Seventeentrack], Seventeentrack);
        await DueAsync(pipeline, "'fedex'", "FX00001", null);
        await DueAsync(pipeline, "'usps'", "US00001", null);

        Assert.Equal([Fedex, Seventeentrack], (await new BudgetStore(pipeline.Database.DataSource).PlanAsync(routes, Cancel)).Order());
        Assert.Equal("FX00001", Assert.Single(await legs.ClaimAsync(Fedex, routes, null, 10, Cancel)).Number.Value);
        var retold = Assert.Single(await legs.ClaimAsync(Seventeentrack, routes, null, 10, Cancel));
        Assert.Equal(("US00001", Usps), (retold.Number.Value, retold.Carrier));
    }

    [Fact]
    public async Task Without_an_aggregator_nobody_is_asked_about_a_carrier_that_has_no_account()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var routes = new AskRoutes([Fedex], null);
        await DueAsync(pipeline, "'usps'", "US00001", null);
        Assert.Empty(await new BudgetStore(pipeline.Database.DataSource).PlanAsync(routes, Cancel));
        Assert.Empty(await new LegStore(pipeline.Database.DataSource).ClaimAsync(Fedex, routes, null, 10, Cancel));
    }

    [Fact]
    public async Task While_the_carrier_is_undecided_each_candidate_that_can_be_asked_is_asked_in_turn()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var legs = new LegStore(pipeline.Database.DataSource);
        var routes = new AskRoutes([Cainiao, Usps, Seventeentrack], Seventeentrack);
        await DueAsync(pipeline, "null", "RX00001", """["fedex", "cainiao", "usps"]""");
        foreach (var (asked, left) in new[] { (Cainiao, 2), (Usps, 1), (Seventeentrack, 0), (Cainiao, 2) })
        {
            Assert.Equal([asked], await new BudgetStore(pipeline.Database.DataSource).PlanAsync(routes, Cancel));
            foreach (var other in routes.Able.Where(other => other != asked))
                Assert.Empty(await legs.ClaimAsync(other, routes, null, 10, Cancel));
            Assert.Null(Assert.Single(await legs.ClaimAsync(asked, routes, null, 10, Cancel)).Carrier);
            Assert.Equal(left, await pipeline.ScalarAsync<int>("select round_left from tracking.leg", Cancel));
            await pipeline.ScalarAsync<int>("with due as (update tracking.leg set next_ask_at = now() returning 1), free as (delete from tracking.budget) select 1 from due", Cancel);
        }
    }

    [Fact]
    public async Task A_leg_whose_carrier_is_undecided_belongs_to_the_first_that_knows_its_number()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await DueAsync(pipeline, "null", "568838414941", """["usps", "fedex"]""");
        await pipeline.Wires.AppendPushesAsync([pipeline.FedexPush("568838414941", new FedexScan(new LocalDateTime(2026, 11, 20, 10, 0).WithOffset(Offset.FromHours(-5)), "PU", "Picked up", "MEMPHIS", "US"))], Cancel);
        await pipeline.DrainAsync(Cancel);
        Assert.Equal("fedex answered", await pipeline.ScalarAsync<string>("select carrier || ' ' || carrier_by from tracking.leg", Cancel));
    }

    [Theory]
    [InlineData("detected", 25, null)]
    [InlineData("detected", 2, "fedex")]
    [InlineData("said", 25 * 30, "fedex")]
    [InlineData("answered", 25, "fedex")]
    public async Task A_detected_carrier_that_does_not_know_the_number_for_a_day_is_undecided_again_and_a_named_one_never(string by, int hours, string? carrier)
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await DueAsync(pipeline, "'fedex'", "568838414941", """["fedex", "usps"]""");
        await pipeline.ScalarAsync<int>($"update tracking.leg set carrier_by = '{by}', not_found_since = now() - interval '{hours} hours' returning 1", Cancel);
        await pipeline.Wires.AppendAsync([new Wire
        {
            Carrier = Fedex, Kind = WireKind.Poll, ReceivedAt = pipeline.Now, Asked = [TrackingNumber.Get("568838414941")],
            Body = Encoding.UTF8.GetBytes("""{"output":{"completeTrackResults":[{"trackingNumber":"568838414941","trackResults":[{"error":{"code":"TRACKING.TRACKINGNUMBER.NOTFOUND","message":"x"}}]}]}}"""),
        }], Cancel);
        await pipeline.DrainAsync(Cancel);
        Assert.Equal($"NotFound {carrier}", await pipeline.ScalarAsync<string>("select outcome || ' ' || coalesce(carrier, '') from tracking.leg", Cancel));
    }

    [Fact]
    public async Task A_fifth_of_the_day_is_kept_for_confirming_weakly_proven_pushes()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var budgets = new BudgetStore(pipeline.Database.DataSource);
        for (var asked = 0; asked < 8; asked++)
            Assert.Null(await budgets.TakeAsync(Usps, Duration.Zero, 10, confirms: false, Cancel));
        Assert.NotNull(await budgets.TakeAsync(Usps, Duration.Zero, 10, confirms: false, Cancel));
        Assert.Null(await budgets.TakeAsync(Usps, Duration.Zero, 10, confirms: true, Cancel));
        Assert.Null(await budgets.TakeAsync(Usps, Duration.Zero, 10, confirms: true, Cancel));
        Assert.NotNull(await budgets.TakeAsync(Usps, Duration.Zero, 10, confirms: true, Cancel));
    }

    [Fact]
    public async Task An_announcement_that_has_run_out_is_made_again()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var legs = new LegStore(pipeline.Database.DataSource);
        var routes = new AskRoutes([Fedex], null);
        await DueAsync(pipeline, "'fedex'", "FX00001", null);
        await pipeline.ScalarAsync<int>("update tracking.leg set enrolled_at = now() - interval '15 days' returning 1", Cancel);
        Assert.False(Assert.Single(await legs.ClaimAsync(Fedex, routes, Duration.FromDays(14), 10, Cancel)).IsEnrolled);
        await pipeline.ScalarAsync<int>("update tracking.leg set next_ask_at = now() returning 1", Cancel);
        Assert.True(Assert.Single(await legs.ClaimAsync(Fedex, routes, null, 10, Cancel)).IsEnrolled);
    }

    [Fact]
    public async Task Numbers_that_are_not_due_yet_go_with_an_announcement_that_has_room_for_them()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var legs = new LegStore(pipeline.Database.DataSource);
        var due = await DueAsync(pipeline, "'ups'", "UPS00001", null);
        var later = await DueAsync(pipeline, "'ups'", "UPS00002", null);
        var expired = await DueAsync(pipeline, "'ups'", "UPS00003", null);
        await DueAsync(pipeline, "'ups'", "UPS00004", null);
        await DueAsync(pipeline, "'usps'", "USPS0001", null);
        await pipeline.ScalarAsync<int>("update tracking.leg set next_ask_at = now() + interval '3 hours' where number = 'UPS00002' returning 1", Cancel);
        await pipeline.ScalarAsync<int>("update tracking.leg set enrolled_at = now() - interval '15 days', next_ask_at = now() + interval '4 hours' where number = 'UPS00003' returning 1", Cancel);
        await pipeline.ScalarAsync<int>("update tracking.leg set enrolled_at = now() - interval '3 days' where number = 'UPS00004' returning 1", Cancel);
        Assert.Equal([later, expired], (await legs.ListStrangersAsync(new("ups"), Duration.FromDays(14), [due], 10, Cancel)).Select(leg => leg.Id));
        Assert.Equal([later], (await legs.ListStrangersAsync(new("ups"), Duration.FromDays(14), [due], 1, Cancel)).Select(leg => leg.Id));
    }

    private static Task<long> DueAsync(Pipeline pipeline, string carrier, string number, string? candidates) => pipeline.ScalarAsync<long>($"""
        with made as (insert into tracking.parcel (destination_country) values ('US') returning id)
        insert into tracking.leg (parcel_id, carrier, number, role, candidates, carrier_by, next_ask_at)
        select id, {carrier}, '{number}', 'WholeWay', {(candidates is null ? "null" : $"'{candidates}'")}::jsonb, '{(candidates is null ? "said" : "detected")}', now() from made returning id
        """, Cancel);
}
