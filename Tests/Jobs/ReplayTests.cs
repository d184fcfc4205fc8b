using System.Text;
using System.Text.Json;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs.Cli;
using Tracking.Tests.Given;

namespace Tracking.Tests.Jobs;

public sealed class ReplayTests
{
    private static readonly CarrierId Fedex = new("fedex");
    private static readonly ReplayRequest DryRun = new() { By = "ada@example.test", DryRun = true };
    private static readonly ReplayRequest Applied = new() { By = "ada@example.test" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dry_run_after_one_changed_row_lists_exactly_the_parcels_that_row_touches_and_changes_nothing()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var (touched, _) = await TwelveParcelsAsync(pipeline);
        pipeline.Carriers = WithRow("IT", Milestone.HeldAtDepot);
        var before = await EverythingAsync(pipeline);

        var replay = await pipeline.ReplayAsync(DryRun, Cancel);

        Assert.Equal(ReplayState.Done, replay.State);
        Assert.Equal(touched, (await pipeline.ReplayStore.ListChangesAsync(replay.Id, 0, 100, Cancel)).Select(change => change.ParcelId));
        Assert.Equal((12, 12, 4, 4), (replay.WiresRead, replay.ParcelsCompared, replay.ReadingsChanged, replay.TimelinesChanged));
        Assert.Equal(before, await EverythingAsync(pipeline));
    }

    [Fact]
    public async Task Applying_does_what_the_dry_run_said_tells_of_each_parcel_once_and_changes_nothing_the_second_time()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var (touched, others) = await TwelveParcelsAsync(pipeline);
        var told = await pipeline.ScalarAsync<long>("select count(*) from tracking.outbox where kind = 'timeline'", Cancel);
        pipeline.Carriers = WithRow("IT", Milestone.Delivered);

        var dry = await pipeline.ReplayAsync(DryRun, Cancel);
        var applied = await pipeline.ReplayAsync(Applied, Cancel);
        var after = await EverythingAsync(pipeline);
        var again = await pipeline.ReplayAsync(Applied, Cancel);

        Assert.Equal((4, 4), (applied.TimelinesChanged, applied.StagesChanged));
        Assert.Equal(Numbers(dry), Numbers(applied));
        Assert.Equal(told + 4, await pipeline.ScalarAsync<long>("select count(*) from tracking.outbox where kind = 'timeline'", Cancel));
        Assert.All(await pipeline.Parcels.ListAsync(touched, Cancel), parcel => Assert.Equal(Stage.Delivered, parcel.Timeline.Stage));
        Assert.All(await pipeline.Parcels.ListAsync(others, Cancel), parcel => Assert.NotEqual(Stage.Delivered, parcel.Timeline.Stage));
        Assert.Equal((0, 0, 0), (again.ReadingsChanged, again.TimelinesChanged, again.FindingsOpened + again.FindingsCleared + again.FindingsChanged));
        Assert.Equal(after, await EverythingAsync(pipeline));
    }

    [Fact]
    public async Task A_replay_gives_the_hash_that_the_same_wires_would_give_if_they_came_today()
    {
        await using var replayed = await Pipeline.StartAsync(Cancel);
        await using var fresh = await Pipeline.StartAsync(Cancel);
        fresh.Carriers = WithRow("IT", Milestone.HeldAtDepot);
        foreach (var pipeline in (Pipeline[])[replayed, fresh])
        {
            await pipeline.ScalarAsync<long>("""
                with p as (insert into tracking.parcel (id, destination_country, registered_at) values (1, 'US', '2026-11-01Z') returning id)
                insert into tracking.leg (parcel_id, carrier, number, role, added_at) select id, 'fedex', '794600000014', 'WholeWay', '2026-11-01Z' from p returning parcel_id
                """, Cancel);
            var start = Instant.FromUtc(2026, 11, 3, 8, 0);
            for (var told = 1; told <= 4; told++)
                await StoreAsync(pipeline, start + Duration.FromDays(told), [.. Enumerable.Range(0, told).Select(i => Scan(start + Duration.FromHours(20 * i), i == 0 ? "PU" : "IT", $"Hub {i}"))]);
            await pipeline.DrainAsync(Cancel);
        }
        Assert.NotEqual(await HashAsync(fresh), await HashAsync(replayed));

        replayed.Carriers = fresh.Carriers;
        await replayed.ReplayAsync(Applied, Cancel);

        Assert.Equal(await HashAsync(fresh), await HashAsync(replayed));
    }

    [Fact]
    public async Task A_replay_whose_worker_is_gone_goes_on_where_it_was_and_ends_as_if_nothing_had_happened()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await ManyAsync(pipeline, 450);
        pipeline.Carriers = WithRow("IT", Milestone.Delivered);
        var asked = (await pipeline.ReplayStore.AskAsync(Applied, Cancel))!;
        var read = new List<long>();

        // Each worker is stopped after one batch, and the next takes over; there are three of wires, three of parcels, and the ends.
        Replay? replay;
        do
        {
            using var stop = new CancellationTokenSource();
            try
            {
                replay = await pipeline.Replays().RunAsync(asked.Id, so =>
                {
                    read.Add(so.WiresRead);
                    stop.Cancel();
                }, stop.Token);
            }
            catch (OperationCanceledException)
            {
                replay = await pipeline.ReplayStore.FindAsync(asked.Id, Cancel);
            }
        }
        while (!replay!.HasEnded);

        Assert.Equal([200, 400, 450, 450, 450, 450, 450], read);
        Assert.Equal((ReplayState.Done, 450, 450, 450, 450), (replay.State, replay.WiresRead, replay.ParcelsCompared, replay.ReadingsChanged, replay.TimelinesChanged));
        Assert.Equal(450, await pipeline.ScalarAsync<long>("select count(*) from tracking.outbox where kind = 'timeline' and detail = 'replay'", Cancel));
        Assert.Equal(450, await pipeline.ScalarAsync<long>("select count(*) from tracking.timeline where stage = 'Delivered'", Cancel));
        Assert.Equal(0, await pipeline.ScalarAsync<long>("select count(*) from tracking.replay_reading", Cancel));
    }

    [Fact]
    public async Task A_replay_taken_up_with_other_tables_begins_anew()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await ManyAsync(pipeline, 250);
        pipeline.Carriers = WithRow("IT", Milestone.Delivered);
        var asked = (await pipeline.ReplayStore.AskAsync(Applied, Cancel))!;
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.Replays().RunAsync(asked.Id, _ => stop.Cancel(), stop.Token));

        pipeline.Carriers = WithRow("IT", Milestone.HeldAtDepot);
        var replay = await pipeline.Replays().RunAsync(asked.Id, null, Cancel);

        Assert.Equal((250, 250), (replay!.WiresRead, replay.ReadingsChanged));
        Assert.Equal(250, await pipeline.ScalarAsync<long>("select count(*) from tracking.timeline where milestone = 'HeldAtDepot'", Cancel));
    }

    [Fact]
    public async Task One_replay_runs_at_a_time_and_a_cancelled_one_ends_before_its_next_batch()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await ManyAsync(pipeline, 250);
        pipeline.Carriers = WithRow("IT", Milestone.Delivered);
        var asked = (await pipeline.ReplayStore.AskAsync(Applied, Cancel))!;
        Assert.Null(await pipeline.ReplayStore.AskAsync(DryRun, Cancel));

        var replay = await pipeline.Replays().RunAsync(asked.Id, so => Assert.True(pipeline.ReplayStore.CancelAsync(so.Id, "ben@example.test", CancellationToken.None).Result), Cancel);

        Assert.Equal((ReplayState.Cancelled, "ben@example.test", 200), (replay!.State, replay.CancelledBy, replay.WiresRead));
        Assert.Equal(0, await pipeline.ScalarAsync<long>("select count(*) from tracking.timeline where stage = 'Delivered'", Cancel));
        Assert.NotNull(await pipeline.ReplayStore.AskAsync(DryRun, Cancel));
    }

    [Fact]
    public async Task What_today_s_reader_says_otherwise_is_a_new_statement_and_the_old_one_is_kept_but_superseded_until_it_is_said_again()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        pipeline.Carriers = Noted.Build(place: null);
        var parcel = await pipeline.ParcelAsync("noted", "NOTED1234", "US", Cancel);
        await pipeline.Wires.AppendAsync([Noted.Wire("NOTED1234", "2026-11-20T08:00"), Noted.Wire("NOTED1234", "2026-11-20T08:00", "2026-11-21T09:00")], Cancel);
        await pipeline.DrainAsync(Cancel);
        var before = (await pipeline.TimelineAsync(parcel, Cancel)).ContentHash();

        pipeline.Carriers = Noted.Build(place: "Hamburg");
        var replay = await pipeline.ReplayAsync(Applied, Cancel);

        Assert.Equal((2, 2, 0), (replay.StatementsNew, replay.StatementsSuperseded, replay.ReadingsChanged));
        var lines = (await pipeline.TimelineAsync(parcel, Cancel)).Lines;
        Assert.Equal(["Hamburg", "Hamburg"], lines.Select(line => line.Place?.Text));
        Assert.Equal(await pipeline.ScalarAsync<long>("select min(id) from tracking.wire", Cancel), lines[0].Sources.Single().WireId);
        Assert.Equal(4, await pipeline.ScalarAsync<long>("select count(*) from tracking.statement", Cancel));
        Assert.Equal(0, (await pipeline.ReplayAsync(Applied, Cancel)).TimelinesChanged);

        pipeline.Carriers = Noted.Build(place: null);
        await pipeline.ReplayAsync(Applied, Cancel);
        Assert.Equal(before, (await pipeline.TimelineAsync(parcel, Cancel)).ContentHash());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_builds_read_it_before_a_replay_ends_in_the_lines_that_today_s_build_reads_from_the_same_wires(int seed)
    {
        var random = new Random(seed);
        var wires = Enumerable.Range(0, 8).Select(_ => Enumerable.Range(10, 4).Where(_ => random.Next(3) > 0).Select(hour => $"2026-11-20T{hour}:00").ToArray()).ToArray();
        // Builds that find a place in some wires and not in others, so that statements come, go and come back, and read codes otherwise.
        var builds = Enumerable.Range(0, 3).Select(build => Noted.Build("Hamburg", in_: clocks => (clocks + build) % 3 == 0, milestone: build == 1 ? Milestone.ArrivedSorting : Milestone.InTransit)).ToArray();
        await using var replayed = await Pipeline.StartAsync(Cancel);
        var parcel = await ReadAsync(replayed, builds[0]);
        foreach (var build in builds[1..])
        {
            replayed.Carriers = build;
            await replayed.ReplayAsync(Applied, Cancel, most: seed);
        }
        await using var fresh = await Pipeline.StartAsync(Cancel);

        Assert.Equal(await LinesAsync(fresh, await ReadAsync(fresh, builds[^1])), await LinesAsync(replayed, parcel));

        async Task<long> ReadAsync(Pipeline pipeline, CarrierRegistry build)
        {
            pipeline.Carriers = build;
            var made = await pipeline.ParcelAsync("noted", "NOTED1234", "US", Cancel);
            await pipeline.Wires.AppendAsync([.. wires.Select(clocks => Noted.Wire("NOTED1234", clocks))], Cancel);
            await pipeline.DrainAsync(Cancel);
            return made;
        }

        async Task<IEnumerable<string>> LinesAsync(Pipeline pipeline, long of) => (await pipeline.TimelineAsync(of, Cancel)).Lines.Select(Core.Timelines.TimelineDiff.TextOf);
    }

    [Fact]
    public async Task What_a_source_took_back_by_leaving_it_out_stays_taken_back_when_today_s_reader_gives_it_another_key()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        pipeline.Carriers = Noted.Build(place: null);
        var parcel = await pipeline.ParcelAsync("noted", "NOTED1234", "US", Cancel);
        foreach (var clocks in (string[][])[["2026-11-20T08:00", "2026-11-21T09:00", "2026-11-22T10:00"], ["2026-11-20T08:00", "2026-11-22T10:00"], ["2026-11-20T08:00", "2026-11-22T10:00"]])
        {
            await pipeline.Wires.AppendAsync([Noted.Wire("NOTED1234", clocks) with { Kind = WireKind.Poll, Asked = [TrackingNumber.Get("NOTED1234")] }], Cancel);
            await pipeline.DrainAsync(Cancel);
        }
        var before = await pipeline.TimelineAsync(parcel, Cancel);
        Assert.Equal([null, WithdrawalBasis.Absence, null], before.Lines.Select(line => line.Withdrawal?.Basis));

        pipeline.Carriers = Noted.Build(place: "Hamburg");
        await pipeline.ReplayAsync(DryRun, Cancel);
        Assert.Equal(before.ContentHash(), (await pipeline.TimelineAsync(parcel, Cancel)).ContentHash());
        await pipeline.ReplayAsync(Applied, Cancel);

        var after = await pipeline.TimelineAsync(parcel, Cancel);
        Assert.Equal(["Hamburg", "Hamburg", "Hamburg"], after.Lines.Select(line => line.Place?.Text));
        Assert.Equal(before.Lines.Select(line => line.Withdrawal?.ReceivedAt), after.Lines.Select(line => line.Withdrawal?.ReceivedAt));
        Assert.Equal(before.Lines[1].Withdrawal!.WireIds, after.Lines[1].Withdrawal!.WireIds);
        Assert.Equal(0, (await pipeline.ReplayAsync(Applied, Cancel)).TimelinesChanged);

        pipeline.Carriers = Noted.Build(place: null);
        await pipeline.ReplayAsync(Applied, Cancel);
        Assert.Equal(before.ContentHash(), (await pipeline.TimelineAsync(parcel, Cancel)).ContentHash());
    }

    [Fact]
    public async Task A_wire_that_today_s_code_cannot_read_takes_nothing_away_and_one_it_now_can_leaves_quarantine()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        pipeline.Carriers = Noted.Build(place: null);
        var parcel = await pipeline.ParcelAsync("noted", "NOTED1234", "US", Cancel);
        await pipeline.Wires.AppendAsync([Noted.Wire("NOTED1234", "2026-11-20T08:00"), Noted.Wire("NOTED1234", "2026-11-21T09:00") with { ContentType = "text/new" }], Cancel);
        await pipeline.DrainAsync(Cancel);
        Assert.Equal(1, await pipeline.ScalarAsync<long>("select count(*) from tracking.quarantine", Cancel));

        pipeline.Carriers = Noted.Build(place: null, reads: "text/new");
        var replay = await pipeline.ReplayAsync(Applied, Cancel);

        Assert.Equal((2, 1, 1, 0), (replay.WiresRead, replay.WiresUnreadable, replay.StatementsNew, replay.StatementsSuperseded));
        Assert.Equal(2, (await pipeline.TimelineAsync(parcel, Cancel)).Lines.Count);
        Assert.Equal(0, await pipeline.ScalarAsync<long>("select count(*) from tracking.quarantine", Cancel));
    }

    [Fact]
    public async Task Wires_that_have_aged_out_are_counted_and_what_was_read_from_them_stays()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", "794600000014", "US", Cancel);
        await StoreAsync(pipeline, pipeline.Now - Duration.FromDays(60), "794600000014", Scan(pipeline.Now - Duration.FromDays(61), "IT", "Shenzhen"));
        await StoreAsync(pipeline, pipeline.Now - Duration.FromDays(1), "794600000014", Scan(pipeline.Now - Duration.FromDays(2), "IT", "Memphis"));
        await pipeline.DrainAsync(Cancel);
        await pipeline.ScalarAsync<int>("select tracking.drop_wires_before(clock_timestamp() - interval '30 days')", Cancel);

        pipeline.Carriers = WithRow("IT", Milestone.Delivered);
        var replay = await pipeline.ReplayAsync(Applied, Cancel);

        Assert.Equal((1, 1, 1), (replay.WiresRead, replay.WiresGone, replay.ReadingsChanged));
        Assert.Equal([Milestone.InTransit, Milestone.Delivered], (await pipeline.TimelineAsync(parcel, Cancel)).Lines.Select(line => line.Milestone));
    }

    [Fact]
    public async Task Since_and_carrier_narrow_what_is_read_again()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        foreach (var (number, days) in ((string, int)[])[("794600000014", 20), ("794600000025", 2)])
        {
            await pipeline.ParcelAsync("fedex", number, "US", Cancel);
            await StoreAsync(pipeline, pipeline.Now - Duration.FromDays(days), number, Scan(pipeline.Now - Duration.FromDays(days + 1), "IT", "Memphis"));
        }
        await pipeline.DrainAsync(Cancel);
        pipeline.Carriers = WithRow("IT", Milestone.Delivered);

        Assert.Equal((1, 1), Counts(await pipeline.ReplayAsync(DryRun with { Since = pipeline.Now - Duration.FromDays(10) }, Cancel)));
        Assert.Equal((0, 0), Counts(await pipeline.ReplayAsync(DryRun with { Carrier = new CarrierId("usps") }, Cancel)));
        Assert.Equal((2, 2), Counts(await pipeline.ReplayAsync(DryRun with { Carrier = Fedex }, Cancel)));

        static (long, long) Counts(Replay replay) => (replay.WiresRead, replay.TimelinesChanged);
    }

    [Fact]
    public async Task A_row_laid_over_a_table_is_tried_out_then_read_by_at_once_and_replayed_over_what_came_before()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", "794600000014", "US", Cancel);
        await StoreAsync(pipeline, pipeline.Now - Duration.FromDays(2), "794600000014", Scan(pipeline.Now - Duration.FromDays(3), "QQ9", "Memphis"));
        await pipeline.DrainAsync(Cancel);
        var row = new StoredCodeRow { Carrier = Fedex, Code = "QQ9", Milestone = Milestone.OutForDelivery, By = "ada@example.test" };

        var tried = await pipeline.ReplayAsync(DryRun with { Proposed = [row] }, Cancel);
        Assert.Equal((1, 1), (tried.TimelinesChanged, tried.StagesChanged));
        Assert.Null((await pipeline.TimelineAsync(parcel, Cancel)).Lines.Single().Milestone);
        await Assert.ThrowsAsync<ArgumentException>(() => pipeline.ReplayStore.AskAsync(Applied with { Proposed = [row] }, Cancel));

        await new CodeRowStore(pipeline.Database.DataSource).LayAsync(row, Cancel);
        await pipeline.ReplayAsync(Applied, Cancel);
        await StoreAsync(pipeline, pipeline.Now, "794600000014", Scan(pipeline.Now - Duration.FromDays(1), "QQ9", "Dallas"));
        await pipeline.DrainAsync(Cancel);
        Assert.Equal([Milestone.OutForDelivery, Milestone.OutForDelivery], (await pipeline.TimelineAsync(parcel, Cancel)).Lines.Select(line => line.Milestone));
        Assert.Equal("QQ9 → OutForDelivery", (await pipeline.TimelineAsync(parcel, Cancel)).Lines[0].Sources.Single().Mapping);
    }

    [Fact]
    public async Task The_verb_prints_the_counts_and_each_line_before_and_after()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var parcel = await pipeline.ParcelAsync("fedex", "794600000014", "US", Cancel);
        var at = Instant.FromUtc(2026, 11, 20, 13, 0);
        await StoreAsync(pipeline, at + Duration.FromHours(1), "794600000014", Scan(at, "IT", "Memphis"));
        await pipeline.DrainAsync(Cancel);
        pipeline.Carriers = WithRow("IT", Milestone.Delivered);
        var output = new StringWriter { NewLine = "\n" };

        Assert.Equal(0, await ReplayVerb.RunAsync(DryRun, 50, pipeline.ReplayStore, pipeline.Replays(), output, TextWriter.Null, Cancel));

        Assert.Equal($"""
            1 wires read again; none has aged out.
            1 parcels compared:
              readings  1 would change; 0 statements are new, 0 superseded
              timelines 1 would change
              stages    1 would change
              findings  0 would open, 0 would clear, 0 would grow graver or less grave

            parcel {parcel}, 794600000014: InTransit → Delivered
              - 2026-11-20 08:00 -05 InTransit, Memphis: fedex (IT → InTransit)
              + 2026-11-20 08:00 -05 Delivered, Memphis: fedex (IT → Delivered)

            """.ReplaceLineEndings("\n"), output.ToString());
    }

    /// <summary>FedEx with one row of its table changed.</summary>
    private static CarrierRegistry WithRow(string code, Milestone milestone)
    {
        var registry = new CarrierRegistry();
        return registry.With(new Dictionary<CarrierId, CodeTable> { [Fedex] = registry.Find(Fedex)!.Codes.With([new CodeRow(code, "", milestone, null, EventClass.Actual, "")]) });
    }

    /// <summary>Four parcels that had the code IT, and eight that had not; each with one wire.</summary>
    private static async Task<(long[] Touched, long[] Others)> TwelveParcelsAsync(Pipeline pipeline)
    {
        var parcels = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            var number = $"7946{i:00000000}";
            parcels.Add(await pipeline.ParcelAsync("fedex", number, "US", Cancel));
            await StoreAsync(pipeline, pipeline.Now - Duration.FromHours(2), number,
                Scan(pipeline.Now - Duration.FromDays(2), "PU", "Dallas"), Scan(pipeline.Now - Duration.FromDays(1), i % 3 == 0 ? "IT" : "DP", "Memphis"));
        }
        await pipeline.DrainAsync(Cancel);
        return ([.. parcels.Where((_, i) => i % 3 == 0)], [.. parcels.Where((_, i) => i % 3 != 0)]);
    }

    /// <summary>Parcels of one wire and one scan each.</summary>
    private static async Task ManyAsync(Pipeline pipeline, int parcels)
    {
        await pipeline.ScalarAsync<long>($"""
            with made as (insert into tracking.parcel (destination_country) select 'US' from generate_series(1, {parcels}) returning id),
            legs as (insert into tracking.leg (parcel_id, carrier, number, role) select id, 'fedex', (794600000000 + row_number() over ())::text, 'WholeWay' from made returning 1)
            select count(*) from legs
            """, Cancel);
        await pipeline.Wires.AppendAsync([.. Enumerable.Range(1, parcels).Select(i =>
            pipeline.FedexPush((794600000000 + i).ToString(System.Globalization.CultureInfo.InvariantCulture), Scan(pipeline.Now - Duration.FromDays(1), "IT", "Memphis")))], Cancel);
        await pipeline.DrainAsync(Cancel);
    }

    private static Task StoreAsync(Pipeline pipeline, Instant at, params FedexScan[] scans) => StoreAsync(pipeline, at, "794600000014", scans);

    /// <summary>A wire that came at a moment.</summary>
    private static Task StoreAsync(Pipeline pipeline, Instant at, string number, params FedexScan[] scans) => pipeline.ScalarAsync<long>($"""
        with stored as (
          insert into tracking.wire (received_at, carrier, kind, trust, body) values ('{at}', 'fedex', 'Push', 'Evidence', '\x{Convert.ToHexString(Pipeline.FedexBody(number, scans))}') returning id, received_at)
        insert into tracking.inbox (wire_id, wire_received_at) select id, received_at from stored returning id
        """, Cancel);

    private static Task<string> HashAsync(Pipeline pipeline) => pipeline.ScalarAsync<string>("select string_agg(hash, ' ' order by parcel_id) from tracking.timeline", Cancel);

    private static (long, long, long, long, long, long, long) Numbers(Replay replay) => (replay.ReadingsChanged, replay.StatementsNew, replay.TimelinesChanged, replay.StagesChanged,
        replay.FindingsOpened, replay.FindingsCleared, replay.FindingsChanged);

    /// <summary>All that is stored of parcels, as one text.</summary>
    private static Task<string> EverythingAsync(Pipeline pipeline) => pipeline.ScalarAsync<string>("""
        select concat_ws(E'\n',
          (select string_agg(t::text, E'\n' order by t.parcel_id, t.key) from tracking.statement t),
          (select string_agg(t::text, E'\n' order by t.parcel_id) from tracking.snapshot t),
          (select string_agg(t::text, E'\n' order by t.parcel_id) from tracking.timeline t),
          (select string_agg(t::text, E'\n' order by t.id) from tracking.finding t),
          (select string_agg(t::text, E'\n' order by t.id) from tracking.case_act t),
          (select string_agg(t.parcel_id || t.kind, E'\n' order by t.cursor) from tracking.outbox t))
        """, Cancel);

    private static FedexScan Scan(Instant at, string code, string city) => new(at.WithOffset(Offset.FromHours(-5)), code, "told by the test", city, "US");

    /// <summary>A carrier whose reader changes from one build to the next: whether it finds a place, and which form it reads.</summary>
    private sealed class Noted(string? place, string reads, Func<int, bool> in_, Milestone milestone) : Carrier
    {
        /// <param name="in_">In wires of how many clocks it finds the place.</param>
        public static CarrierRegistry Build(string? place, string reads = "text/plain", Func<int, bool>? in_ = null, Milestone milestone = Milestone.InTransit) =>
            new([new Noted(place, reads, in_ ?? (_ => true), milestone).With(CodeTable.Parse($"code,sub,milestone,reason,class,note\nIT,,InTransit,,,{place} {reads} {Guid.NewGuid()}\n"))]);

        public override CarrierProfile Profile { get; } = new() { Id = new CarrierId("noted"), Name = "Noted", TellsFullHistory = true };

        public static Wire Wire(string number, params string[] clocks) => new()
        {
            Carrier = new CarrierId("noted"),
            Kind = WireKind.Push,
            ReceivedAt = default,
            ContentType = "text/plain",
            Body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(clocks.Prepend(number))),
        };

        public override HttpRequestMessage Ask(AskBatch batch) => throw new NotSupportedException();

        protected override CarrierReply ReadBody(Wire wire)
        {
            if (wire.ContentType != reads)
                return new CarrierReply.Unreadable("another form");
            var words = JsonSerializer.Deserialize<string[]>(wire.Body.Span)!;
            var number = TrackingNumber.Get(words[0]);
            var found = in_(words.Length - 1) ? place : null;
            return new CarrierReply.Answered([new NumberResult
            {
                Number = number,
                Outcome = NumberOutcome.Tracked,
                IsWhole = true,
                Events = [.. words.Skip(1).Select(clock => new TrackingEvent
                {
                    Said = new Statement { Source = Profile.Id, Number = number, Code = "IT", Clock = clock, WallClock = clock + ":00", PlaceSaid = found },
                    Read = new Reading
                    {
                        Milestone = milestone,
                        Time = EventTime.Stated(NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(clock).Value, Offset.Zero),
                        Place = found is null ? null : new Place { Text = found },
                        Mapping = $"IT → {milestone}",
                        TableVersion = "000000000000",
                    },
                })],
            }]);
        }
    }
}
