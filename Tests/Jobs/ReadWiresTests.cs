using System.Text;
using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Events;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Tests.Given;

namespace Tracking.Tests.Jobs;

public sealed class ReadWiresTests
{
    private const string Number = "794600000014";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_drains_one_parcel_and_five_hundred_wires_make_one_right_timeline()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        // Half a minute past: FedEx's midnight is a day without an hour.
        var first = Instant.FromUnixTimeSeconds(pipeline.Now.ToUnixTimeSeconds() / 60 * 60 + 30) - Duration.FromDays(20);
        var scans = Enumerable.Range(0, 500).Select(i => Scan(first + Duration.FromMinutes(37 * i), "IT", $"Hub {i}")).ToArray();
        var pushes = scans.Select(scan => pipeline.FedexPush(Number, scan)).ToArray();
        new Random(7).Shuffle(pushes);

        // They come a few at a time while eight drains run, so that many drains hold wires of the one parcel at once.
        var sent = Task.Run(async () =>
        {
            foreach (var some in pushes.Chunk(4))
                await pipeline.Wires.AppendPushesAsync(some, Cancel);
        }, Cancel);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var drain = pipeline.Drain();
            while (await drain.DrainOnceAsync(Cancel) > 0 || !sent.IsCompleted)
            {
            }
        }, Cancel)));
        await sent;
        await pipeline.DrainAsync(Cancel);

        Assert.Equal(0L, await pipeline.ScalarAsync<long>("select count(*) from tracking.inbox", Cancel));
        var timeline = await pipeline.TimelineAsync(parcel, Cancel);
        Assert.Equal(scans.Select(scan => scan.City), timeline.Lines.Select(line => line.Place?.City));
        Assert.Equal(0, await pipeline.Settlement.SettleAsync([parcel], Cancel));
    }

    [Fact]
    public async Task What_was_said_and_when_it_is_asked_about_next_are_kept_together_or_not_at_all()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        await pipeline.Wires.AppendAsync([pipeline.FedexPush(Number, Scan(pipeline.Now - Duration.FromDays(2), "PU", "Shenzhen"))], Cancel);
        var worker = Guid.NewGuid();
        var read = (await pipeline.Wires.LeaseAsync(worker, 10, Cancel)).Select(wire => ReadWires.Read(pipeline.Carriers, wire)).ToList();
        var intake = new Intake(pipeline.Database.DataSource, pipeline.Settlement);

        await Assert.ThrowsAsync<TimeoutException>(() => intake.ApplyAsync(read, worker, _ => throw new TimeoutException(), Cancel));
        Assert.Equal((0L, 0L, 1L), await KeptAsync());
        await intake.ApplyAsync(read, worker, _ => Duration.FromHours(5), Cancel);
        Assert.Equal((1L, 1L, 0L), await KeptAsync());

        async Task<(long Said, long Planned, long Waiting)> KeptAsync() => (
            await pipeline.ScalarAsync<long>("select count(*) from tracking.statement", Cancel),
            await pipeline.ScalarAsync<long>("select count(*) from tracking.leg where outcome = 'Tracked' and answered_at is not null and next_ask_at between now() + interval '290 min' and now() + interval '300 min'", Cancel),
            await pipeline.ScalarAsync<long>("select count(*) from tracking.inbox", Cancel));
    }

    [Fact]
    public async Task Two_drains_with_two_wires_of_one_parcel_never_merge_without_each_others()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcels = new List<long>();
        foreach (var (first, second) in Enumerable.Range(0, 60).Select(i => ($"7946{i:00000000}", $"7947{i:00000000}")))
        {
            // Two legs, so that the two wires share no row but the parcel itself.
            parcels.Add(await pipeline.ParcelAsync("fedex", first, "US", Cancel));
            await pipeline.LegAsync(parcels[^1], "fedex", second, Cancel);
            await pipeline.Wires.AppendAsync([
                pipeline.FedexPush(first, Scan(pipeline.Now - Duration.FromDays(2), "PU", "Shenzhen")),
                pipeline.FedexPush(second, Scan(pipeline.Now - Duration.FromDays(1), "DP", "Anchorage"))], Cancel);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var drain = pipeline.Drain();
            while (await drain.DrainOnceAsync(Cancel, most: 1) > 0)
            {
            }
        }, Cancel)));

        foreach (var parcel in await pipeline.Parcels.ListAsync(parcels, Cancel))
            Assert.Equal(["Shenzhen", "Anchorage"], parcel.Timeline.Lines.Select(line => line.Place?.City));
    }

    [Fact]
    public async Task The_same_push_again_gives_the_first_receipt_and_stores_nothing()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var push = pipeline.FedexPush(Number, Scan(pipeline.Now - Duration.FromHours(5), "PU", "Shenzhen"));

        var receipts = await pipeline.Wires.AppendPushesAsync([push, push], Cancel);
        var later = await pipeline.Wires.AppendPushesAsync([push], Cancel);

        Assert.Equal(3, receipts.Concat(later).Count());
        Assert.Single(receipts.Concat(later).Distinct());
        Assert.Equal(1L, await pipeline.ScalarAsync<long>("select count(*) from tracking.wire", Cancel));
        Assert.Equal(1L, await pipeline.ScalarAsync<long>("select count(*) from tracking.inbox", Cancel));
    }

    [Fact]
    public async Task A_repeat_keeps_the_earliest_wire_as_the_statement_s_evidence()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        var pickup = Scan(pipeline.Now - Duration.FromDays(2), "PU", "Shenzhen");
        var early = (await pipeline.Wires.AppendAsync([pipeline.FedexPush(Number, pickup)], Cancel))[0];
        var late = (await pipeline.Wires.AppendAsync([pipeline.FedexPush(Number, pickup, Scan(pipeline.Now - Duration.FromDays(1), "DP", "Shenzhen"))], Cancel))[0];
        await pipeline.ScalarAsync<long>($"with gone as (delete from tracking.inbox where wire_id = {early} returning 1) select count(*) from gone", Cancel);
        await pipeline.DrainAsync(Cancel);
        await pipeline.ScalarAsync<long>($"with again as (insert into tracking.inbox (wire_id, wire_received_at) select id, received_at from tracking.wire where id = {early} returning id) select id from again", Cancel);
        await pipeline.DrainAsync(Cancel);

        var lines = (await pipeline.TimelineAsync(parcel, Cancel)).Lines;
        Assert.Equal([early, late], lines.Select(line => line.Sources.Single().WireId));
    }

    [Fact]
    public async Task What_is_told_again_is_settled_as_it_is_stored()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        FedexScan[] scans = [Scan(pipeline.Now - Duration.FromDays(2), "PU", "Shenzhen"), Scan(pipeline.Now - Duration.FromDays(1), "DP", "Anchorage")];
        // The same scans in the other order with their offset mended; the offset is no part of what makes a statement.
        FedexScan[] mended = [.. scans.Reverse().Select(scan => scan with { At = scan.At.LocalDateTime.WithOffset(Offset.FromHours(-6)) })];

        foreach (var wire in new[] { pipeline.FedexPush(Number, scans) with { Trust = Trust.Hint }, pipeline.FedexPush(Number, mended), pipeline.FedexPush(Number, [.. mended, Scan(pipeline.Now, "IT", "Memphis")]) })
        {
            await pipeline.Wires.AppendAsync([wire], Cancel);
            await pipeline.DrainAsync(Cancel);
            Assert.Equal(0, await pipeline.Settlement.SettleAsync([parcel], Cancel));
        }

        var told = (await pipeline.TimelineAsync(parcel, Cancel)).Lines.Take(2).ToList();
        var first = await pipeline.ScalarAsync<long>("select min(id) from tracking.wire", Cancel);
        Assert.All(told, line => Assert.Equal((Offset.FromHours(-6), true, first), (line.Time?.Offset, line.Confirmed, line.Sources.Single().WireId)));
    }

    [Fact]
    public async Task A_delivery_that_two_polls_leave_out_is_struck_through_until_it_is_told_again_and_no_push_does_that()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        var first = pipeline.Now - Duration.FromDays(3);
        FedexScan[] scans = [Scan(first, "PU", "Memphis"), Scan(first + Duration.FromDays(1), "OD", "Tampa"), Scan(first + Duration.FromHours(30), "DL", "Tampa")];
        async Task<(Stage?, long[])> TellAsync(WireKind kind, int scansTold)
        {
            await pipeline.Wires.AppendAsync([pipeline.FedexPush(Number, scans[..scansTold]) with { Kind = kind, Asked = kind is WireKind.Poll ? [Core.Parcels.TrackingNumber.Get(Number)] : [] }], Cancel);
            await pipeline.DrainAsync(Cancel);
            var timeline = await pipeline.TimelineAsync(parcel, Cancel);
            Assert.Equal(3, timeline.Lines.Count);
            return (timeline.Stage, [.. timeline.Lines[2].Withdrawal?.WireIds ?? []]);
        }

        Assert.Equal((Stage.Delivered, []), await TellAsync(WireKind.Poll, 3));
        Assert.Equal((Stage.Delivered, []), await TellAsync(WireKind.Push, 2));
        Assert.Equal((Stage.Delivered, []), await TellAsync(WireKind.Poll, 2));
        var (stage, wires) = await TellAsync(WireKind.Poll, 2);
        Assert.Equal((Stage.OutForDelivery, 2), (stage, wires.Length));
        var hash = await pipeline.ScalarAsync<string>("select hash from tracking.timeline", Cancel);
        await TellAsync(WireKind.Poll, 2);
        Assert.Equal(hash, await pipeline.ScalarAsync<string>("select hash from tracking.timeline", Cancel));
        Assert.Equal(2L, await pipeline.ScalarAsync<long>("select count(*) from tracking.full_answer", Cancel));
        Assert.Equal(wires, await pipeline.ScalarAsync<long[]>("select array_agg(wire_id order by wire_id) from tracking.wire_parcel where wire_id in (select wire_id from tracking.full_answer)", Cancel));
        Assert.Equal((Stage.Delivered, []), await TellAsync(WireKind.Poll, 3));
    }

    [Fact]
    public async Task A_second_number_becomes_a_leg_that_is_asked_under_the_carrier_whose_form_it_has()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        await pipeline.Wires.AppendAsync([Announcing(pipeline, "US")], Cancel);
        await pipeline.DrainAsync(Cancel);
        Assert.Equal(["fedex FirstMile registered said", "usps LastMile announced detected due"], await pipeline.ScalarAsync<string[]>("""
            select array_agg(concat_ws(' ', carrier, role, added_by, carrier_by, case when number <> '794600000014' and next_ask_at <= clock_timestamp() then 'due' end) order by id) from tracking.leg
            """, Cancel));
        Assert.Equal(["fedex", "usps"], (await pipeline.Parcels.FindAsync(parcel, Cancel))!.Legs.Select(leg => leg.Leg.Carrier.Value));
    }

    [Fact]
    public async Task A_statement_told_twice_in_one_batch_is_carried_by_the_first_wire_and_read_from_the_newest()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        var local = (Instant.FromUnixTimeSeconds(pipeline.Now.ToUnixTimeSeconds() / 3600 * 3600 + 90) - Duration.FromDays(2)).InUtc().LocalDateTime;
        // The offset that a carrier corrects makes no other statement.
        foreach (var hours in (int[])[-6, -5])
            await pipeline.Wires.AppendPushesAsync([pipeline.FedexPush(Number, new FedexScan(local.WithOffset(Offset.FromHours(hours)), "PU", "Picked up", "MEMPHIS", "US"))], Cancel);
        await pipeline.DrainAsync(Cancel);
        Assert.Equal(Offset.FromHours(-5), Assert.Single((await pipeline.TimelineAsync(parcel, Cancel)).Lines).Time?.Offset);
        Assert.Equal("true -18000", await pipeline.ScalarAsync<string>("select concat_ws(' ', (wire_id < read_wire_id)::text, offset_seconds) from tracking.statement", Cancel));
    }

    [Fact]
    public async Task An_answer_about_a_parcel_to_another_country_moves_nothing_announces_nothing_and_says_why()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "BR", Cancel);
        await pipeline.Wires.AppendAsync([Announcing(pipeline, "US")], Cancel);
        await pipeline.DrainAsync(Cancel);
        var view = (await pipeline.Parcels.FindAsync(parcel, Cancel))!;
        Assert.Empty(view.Timeline.Lines);
        Assert.Single(view.Legs);
        Assert.Equal(Core.Timelines.RefusalReason.OtherDestination, Assert.Single(view.Timeline.Refused).Reason);
        Assert.Equal("fedex says that this number goes to United States, but the order goes to Brazil.", Assert.Single(view.Findings).Sentence);
        Assert.Equal(1L, await pipeline.ScalarAsync<long>("select count(*) from tracking.statement", Cancel));

        // The order was wrong, not the number: the same statements are admitted without another answer.
        await pipeline.ScalarAsync<int>("with mended as (update tracking.parcel set destination_country = 'US' returning 1) select count(*)::int from mended", Cancel);
        await pipeline.Settlement.SettleAsync([parcel], Cancel);
        Assert.Single((await pipeline.TimelineAsync(parcel, Cancel)).Lines);
    }

    /// <summary>A pick-up in Memphis, bound for a country, with the number of the partner that delivers.</summary>
    private static Wire Announcing(Pipeline pipeline, string destination)
    {
        var push = pipeline.FedexPush(Number, Scan(pipeline.Now - Duration.FromDays(2), "PU", "Memphis"));
        var body = System.Text.Json.Nodes.JsonNode.Parse(push.Body.Span)!;
        var result = body["output"]!["completeTrackResults"]![0]!["trackResults"]![0]!.AsObject();
        result["recipientInformation"] = new System.Text.Json.Nodes.JsonObject { ["address"] = new System.Text.Json.Nodes.JsonObject { ["countryCode"] = destination } };
        result["additionalTrackingInfo"] = new System.Text.Json.Nodes.JsonObject
        {
            ["packageIdentifiers"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
            {
                ["type"] = "PARTNER_CARRIER_NUMBER",
                ["values"] = new System.Text.Json.Nodes.JsonArray("9200190100000000000015"),
            }),
        };
        return push with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
    }

    [Fact]
    public async Task A_push_for_a_number_nobody_registered_waits_and_is_read_when_it_is_registered()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await pipeline.Wires.AppendPushesAsync([pipeline.FedexPush(Number, Scan(pipeline.Now - Duration.FromDays(2), "PU", "Shenzhen"))], Cancel);
        await pipeline.DrainAsync(Cancel);
        Assert.Equal(1L, await pipeline.ScalarAsync<long>("select count(*) from tracking.waiting", Cancel));

        var parcel = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        Assert.Equal(1L, await pipeline.ScalarAsync<long>($"select tracking.release_waiting(array['{Number}'])", Cancel));
        await pipeline.DrainAsync(Cancel);

        Assert.Equal("Shenzhen", (await pipeline.TimelineAsync(parcel, Cancel)).Lines.Single().Place?.City);
        Assert.Equal(0L, await pipeline.ScalarAsync<long>("select count(*) from tracking.waiting", Cancel));
    }

    [Fact]
    public async Task A_proven_push_that_cannot_be_read_goes_to_quarantine_byte_for_byte()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        byte[] body = [0xEF, 0xBB, 0xBF, .. "{ \"output\": "u8, 0xFF, 0x00];
        var broken = pipeline.FedexPush(Number) with { Body = body };
        await pipeline.Wires.AppendPushesAsync([broken], Cancel);
        await pipeline.DrainAsync(Cancel);

        Assert.Equal(0L, await pipeline.ScalarAsync<long>("select count(*) from tracking.inbox", Cancel));
        var kept = await pipeline.Wires.FindAsync(await pipeline.ScalarAsync<long>("select wire_id from tracking.quarantine", Cancel), Cancel);
        Assert.Equal(body, kept!.Body.ToArray());
    }

    [Fact]
    public async Task A_wire_that_fails_three_times_is_set_aside_and_harms_nothing_beside_it()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var poisoned = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        var healthy = await pipeline.ParcelAsync("fedex", "794600000025", "US", Cancel);
        await using (var trigger = pipeline.Database.DataSource.CreateCommand("""
            create function poison() returns trigger language plpgsql as 'begin if new.place_said like ''%Poison%'' then raise exception ''poison''; end if; return new; end';
            create trigger poison before insert on tracking.statement for each row execute function poison();
            """))
            await trigger.ExecuteNonQueryAsync(Cancel);
        await pipeline.Wires.AppendAsync([
            pipeline.FedexPush(Number, Scan(pipeline.Now - Duration.FromDays(2), "PU", "Poison")),
            pipeline.FedexPush("794600000025", Scan(pipeline.Now - Duration.FromDays(2), "PU", "Shenzhen"))], Cancel);

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await pipeline.DrainAsync(Cancel);
            Assert.Single((await pipeline.TimelineAsync(healthy, Cancel)).Lines);
            Assert.Equal(attempt < 3 ? 1L : 0L, await pipeline.ScalarAsync<long>("select count(*) from tracking.inbox", Cancel));
            await pipeline.ScalarAsync<long>("with free as (update tracking.inbox set lease_until = null returning 1) select count(*) from free", Cancel);
        }
        Assert.Equal("failed 3 times: PostgresException", await pipeline.ScalarAsync<string>("select why from tracking.quarantine", Cancel));
        Assert.Empty((await pipeline.TimelineAsync(poisoned, Cancel)).Lines);
    }

    [Fact]
    public async Task A_finding_opens_a_case_and_a_scan_clears_both()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "BR", Cancel);
        var pickup = Scan(pipeline.Now - Duration.FromDays(30), "PU", "Shenzhen", "CN");
        var arrived = Scan(pipeline.Now - Duration.FromDays(20), "AR", "Curitiba", "BR");
        await pipeline.Wires.AppendAsync([pipeline.FedexPush(Number, pickup, arrived)], Cancel);
        await pipeline.DrainAsync(Cancel);
        Assert.Contains("LostAtDestination", (await pipeline.Parcels.FindAsync(parcel, Cancel))!.Findings.Select(finding => finding.Kind.ToString()));
        Assert.Equal("Open", await pipeline.ScalarAsync<string>("select state from tracking.work_case", Cancel));

        await pipeline.Wires.AppendAsync([pipeline.FedexPush(Number, Scan(pipeline.Now - Duration.FromHours(1), "OD", "Curitiba", "BR"))], Cancel);
        await pipeline.DrainAsync(Cancel);

        Assert.Empty((await pipeline.Parcels.FindAsync(parcel, Cancel))!.Findings);
        Assert.Equal("Cleared", await pipeline.ScalarAsync<string>("select state from tracking.work_case", Cancel));
        Assert.Equal(["opened", "cleared"], (await pipeline.ScalarAsync<string>("select string_agg(act, ' ' order by id) from tracking.case_act", Cancel)).Split(' '));
    }

    [Fact]
    public async Task A_snooze_ends_by_the_event_it_waits_for_and_a_case_says_what_closed_it_and_comes_back_with_its_finding()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await pipeline.ParcelAsync("fedex", Number, "BR", Cancel);
        var cases = new CaseStore(pipeline.Database.DataSource, pipeline.Clock);
        await SayAsync(Scan(pipeline.Now - Duration.FromDays(40), "PU", "Shenzhen", "CN"), Scan(pipeline.Now - Duration.FromDays(35), "AR", "Curitiba", "BR"));
        var id = await pipeline.ScalarAsync<long>("select id from tracking.work_case", Cancel);
        Assert.Equal("CN-BR CURITIBA, BR fedex", await pipeline.ScalarAsync<string>("select concat_ws(' ', lane, facility, carrier) from tracking.work_case", Cancel));
        Assert.IsType<TriageOutcome.Done>(await cases.ApplyAsync(id, 1, new TriageAct.Assign("mara@example.test"), "mara@example.test", Cancel));
        Assert.IsType<TriageOutcome.Done>(await cases.ApplyAsync(id, 2, new TriageAct.Snooze(pipeline.Now + Duration.FromDays(10), null, WakeOn.Customs), "mara@example.test", Cancel));

        await SayAsync(Scan(pipeline.Now - Duration.FromDays(34), "IT", "Sao Paulo", "BR"));
        Assert.Equal("Snoozed", await pipeline.ScalarAsync<string>("select state from tracking.work_case", Cancel));

        await SayAsync(Scan(pipeline.Now - Duration.FromDays(31), "CC", "Sao Paulo", "BR"));
        Assert.Equal("Acknowledged  4", await pipeline.ScalarAsync<string>("select concat(state, ' ', snoozed_until, wake_on, ' ', version) from tracking.work_case", Cancel));
        Assert.Equal("what it waited for has come", await pipeline.ScalarAsync<string>("select note from tracking.case_act where act = 'woke'", Cancel));

        await SayAsync(Scan(pipeline.Now - Duration.FromHours(1), "OD", "Curitiba", "BR"));
        Assert.Equal("Cleared mara@example.test", await pipeline.ScalarAsync<string>("select concat_ws(' ', state, assignee) from tracking.work_case", Cancel));
        Assert.StartsWith("LostAtDestination is over: out for delivery, CURITIBA, BR, ", await pipeline.ScalarAsync<string>("select note from tracking.case_act where act = 'cleared'", Cancel));
        Assert.Equal(["cleared", "woke"], (await cases.ListForAsync("mara@example.test", Cancel)).Select(told => told.Act));

        await SayAsync(Scan(pipeline.Now - Duration.FromMinutes(2), "DE", "Curitiba", "BR"));
        Assert.Equal("Open mara@example.test 1", await pipeline.ScalarAsync<string>("select concat_ws(' ', state, assignee, (select count(*) from tracking.work_case)) from tracking.work_case", Cancel));
        Assert.Equal(["reopened", "cleared", "woke"], (await cases.ListForAsync("mara@example.test", Cancel)).Select(told => told.Act));
        await cases.SeenAsync("mara@example.test", Cancel);
        Assert.Empty(await cases.ListForAsync("mara@example.test", Cancel));

        async Task SayAsync(params FedexScan[] scans)
        {
            await pipeline.Wires.AppendAsync([pipeline.FedexPush(Number, scans)], Cancel);
            await pipeline.DrainAsync(Cancel);
        }
    }

    [Fact]
    public async Task Everything_about_a_parcel_survives_being_stored_and_read_again()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        await pipeline.Wires.AppendAsync([pipeline.FedexPush(Number, Scan(pipeline.Now - Duration.FromDays(2), "PU", "Shenzhen"), Scan(pipeline.Now - Duration.FromDays(1), "??", "Nowhere"))], Cancel);
        await pipeline.DrainAsync(Cancel);

        var stored = await pipeline.TimelineAsync(parcel, Cancel);
        Assert.Equal(await pipeline.ScalarAsync<string>("select hash from tracking.timeline", Cancel), stored.ContentHash());
        Assert.Null(stored.Lines[^1].Milestone);
        Assert.Equal(Stage.Accepted, stored.Stage);
    }

    private static FedexScan Scan(Instant at, string code, string city, string country = "US") =>
        new(at.WithOffset(Offset.FromHours(-5)), code, "told by the test", city, country);
}
