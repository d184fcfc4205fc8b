using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Bench;

/// <summary>
/// From wire to written timeline, against the same rows merged by <c>COPY</c> and <c>insert … on conflict</c> into a keyed table, in turn in one run.
/// An event is one statement that its parcel had not heard before; ten come in one signed push of one parcel. Timed is all that the inbox drain does with
/// stored wires: lease, parse, read by the code table, append statements with their readings, merge and write the timeline, inspect and write
/// findings and cases, tell the outbox, plan the next ask, clear the inbox. Not timed: taking the push in and storing its bytes. The drains
/// of two nodes run at once; PostgreSQL has its defaults. The peer's rows are all columns of what is stored of an event, in batches of ten thousand.
/// </summary>
public static class IngestBench
{
    private const int EventsOfAParcel = 10;
    private const int Slice = 10_000;
    private const int Times = 5;

    /// <summary>Five slices of ten thousand events into an empty database.</summary>
    public static async Task<BenchRow> TenThousandAsync(CancellationToken cancel)
    {
        await using var run = await Run.StartAsync(cancel);
        await run.WarmAsync(cancel);
        var (ours, peer) = await run.MedianAsync(cancel);
        return new("wire to written timeline", $"{Rate(ours)} ({Micro(run.MedianOfCpu.Ours)} of processors)",
            $"COPY + insert … on conflict, same rows: {Rate(peer)} ({Micro(run.MedianOfCpu.Peer)})", peer / ours);
    }

    /// <summary>The same at a million events, held against ten thousand.</summary>
    public static async Task<BenchRow> MillionAsync(CancellationToken cancel)
    {
        await using var run = await Run.StartAsync(cancel);
        await run.WarmAsync(cancel);
        var (early, earlyPeer) = await run.MedianAsync(cancel);
        var earlyCpu = run.MedianOfCpu.Ours;
        Console.Error.WriteLine($"  at {run.Events:N0} events: {Rate(early)}, peer {Rate(earlyPeer)}, ratio {earlyPeer / early:0.00}");
        while (run.Events < 1_000_000)
        {
            await run.SliceAsync(50_000, cancel);
            Console.Error.WriteLine($"  {run.Events:N0} events, the last 50,000 at {Rate(run.Last.Ours)}, peer {Rate(run.Last.Peer)}, ratio {run.Last.Peer / run.Last.Ours:0.00}");
        }
        var (late, latePeer) = await run.MedianAsync(cancel);
        Console.Error.WriteLine($"  at a million: {Rate(late)}, peer {Rate(latePeer)}, ratio {latePeer / late:0.00}");
        return new("an event at a million, against at ten thousand", $"{Micro(late)} ({Micro(run.MedianOfCpu.Ours)} of processors)",
            $"at ten thousand: {Micro(early)} ({Micro(earlyCpu)} of processors; COPY + insert {Micro(earlyPeer)} → {Micro(latePeer)})", early / late);
    }

    private static string Rate(TimeSpan ofOne) => string.Create(CultureInfo.InvariantCulture, $"{1 / ofOne.TotalSeconds:N0} events/s");

    private static string Micro(TimeSpan ofOne) => string.Create(CultureInfo.InvariantCulture, $"{ofOne.TotalMicroseconds:0.0} µs an event");

    /// <summary>A database that grows slice by slice.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly PrivateCluster _cluster;
        private readonly string _folder;
        private readonly NpgsqlDataSource _database;
        private readonly WireStore _wires;
        private readonly ReadWires[] _drains;
        private readonly CarrierRegistry _carriers = new();
        private long _number = 790_000_000_000;

        private Run(PrivateCluster cluster, string folder)
        {
            (_cluster, _folder) = (cluster, folder);
            var builder = new NpgsqlDataSourceBuilder(cluster.ConnectionString);
            builder.UseNodaTime();
            _database = builder.Build();
            _wires = new WireStore(_database);
            var settlement = new Settlement(_database, TimeProvider.System, LaneNorms.Default);
            _drains = [.. Enumerable.Range(0, 2 * InboxDrain.Loops).Select(_ => new ReadWires(_wires, new Intake(_database, settlement), new Readers(new CodeRowStore(_database), _carriers, TimeProvider.System),
                new AskPlan(new LaneStore(_database), new BudgetStore(_database), Options.Create(new PollingSettings()), TimeProvider.System), NullLogger<ReadWires>.Instance))];
        }

        public int Events { get; private set; }

        /// <summary>The time of one event in the last slice.</summary>
        public (TimeSpan Ours, TimeSpan Peer) Last { get; private set; }

        /// <summary>The same in processors' time, ours and PostgreSQL's together: what does not change when others use the machine.</summary>
        public (TimeSpan Ours, TimeSpan Peer) LastOfCpu { get; private set; }

        /// <summary>The middle of the last five slices of it.</summary>
        public (TimeSpan Ours, TimeSpan Peer) MedianOfCpu { get; private set; }

        public static async Task<Run> StartAsync(CancellationToken cancel)
        {
            var folder = Directory.CreateTempSubdirectory("tracking-bench-").FullName;
            var cluster = await PrivateCluster.JoinAsync(folder, NullLogger.Instance, TimeProvider.System, cancel);
            await Migrator.MigrateAsync(cluster.ConnectionString, NullLogger.Instance, cancel);
            var run = new Run(cluster, folder);
            await run.ExecuteAsync("""
                create table keyed (like tracking.statement, primary key (parcel_id, key))
                """, cancel);
            return run;
        }

        /// <summary>
        /// Until the runtime has compiled for good what is to be measured, ours and the peer's: fifty slices, whose rows are taken away again. After twenty it is still at it, and its own
        /// time was a tenth of what was measured.
        /// </summary>
        public async Task WarmAsync(CancellationToken cancel)
        {
            for (var time = 0; time < 10; time++)
                await SliceAsync(Slice * Times, cancel);
            await ExecuteAsync("truncate tracking.statement, tracking.snapshot, tracking.timeline, tracking.wire_parcel, tracking.wire, tracking.push_seen, tracking.outbox, keyed", cancel);
            Events = 0;
        }

        /// <summary>The middle of five slices, ours and the peer's in turn.</summary>
        public async Task<(TimeSpan Ours, TimeSpan Peer)> MedianAsync(CancellationToken cancel)
        {
            var taken = new List<(TimeSpan Ours, TimeSpan Peer)>();
            var cpu = new List<(TimeSpan Ours, TimeSpan Peer)>();
            for (var time = 0; time < Times; time++)
            {
                await SliceAsync(Slice, cancel);
                taken.Add(Last);
                cpu.Add(LastOfCpu);
            }
            MedianOfCpu = MedianOf(cpu);
            return MedianOf(taken);
        }

        private static (TimeSpan Ours, TimeSpan Peer) MedianOf(List<(TimeSpan Ours, TimeSpan Peer)> slices) =>
            (slices.Select(one => one.Ours).Order().ElementAt(Times / 2), slices.Select(one => one.Peer).Order().ElementAt(Times / 2));

        public async Task SliceAsync(int events, CancellationToken cancel)
        {
            var parcels = events / EventsOfAParcel;
            var numbers = Enumerable.Range(0, parcels).Select(_ => (_number++).ToString(CultureInfo.InvariantCulture)).ToArray();
            var ids = await FedexParcels.RegisterAsync(_database, numbers, cancel);
            var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
            foreach (var some in numbers.Chunk(1000))
                await _wires.AppendPushesAsync([.. some.Select(number => Push(number, now))], cancel);

            var used = Cpu();
            var since = Stopwatch.GetTimestamp();
            await Task.WhenAll(_drains.Select(drain => Task.Run(async () =>
            {
                while (await drain.DrainOnceAsync(cancel) > 0)
                {
                }
            }, cancel)));
            var ours = Stopwatch.GetElapsedTime(since);
            var oursOfCpu = Cpu() - used;
            Events += events;
            await CheckAsync(cancel);

            // Made and tidied up between the two: ours carries nothing but what it has leased and pays for its own garbage alone, the peer for none.
            var rows = Rows(numbers, ids, now);
            GC.Collect();
            used = Cpu();
            since = Stopwatch.GetTimestamp();
            foreach (var some in rows.Chunk(Slice))
                await MergeAsync(some, cancel);
            Last = (ours / events, Stopwatch.GetElapsedTime(since) / events);
            LastOfCpu = (oursOfCpu / events, (Cpu() - used) / events);
        }

        /// <summary>What this process and the processes of its PostgreSQL have used of processors; zero where <c>/proc</c> does not tell.</summary>
        private TimeSpan Cpu()
        {
            var pid = Path.Combine(_folder, "postgres", "postmaster.pid");
            if (!OperatingSystem.IsLinux() || !File.Exists(pid))
                return TimeSpan.Zero;
            var postmaster = File.ReadLines(pid).First().Trim();
            var ticks = 0L;
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
            {
                try
                {
                    // pid (name) state ppid …: the name may have blanks in it, what follows does not; 11 and 12 behind the state are user's and system's ticks.
                    var words = File.ReadAllText(Path.Combine(process, "stat")).Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    if (words[1] == postmaster)
                        ticks += long.Parse(words[11], CultureInfo.InvariantCulture) + long.Parse(words[12], CultureInfo.InvariantCulture);
                }
                catch (IOException)
                {
                    // It has ended meanwhile.
                }
            }
            return Process.GetCurrentProcess().TotalProcessorTime + TimeSpan.FromMilliseconds(10 * ticks);
        }

        /// <summary>Every event is on a timeline, or nothing was measured.</summary>
        private async Task CheckAsync(CancellationToken cancel)
        {
            await using var command = _database.CreateCommand("select (select count(*) from tracking.statement), (select count(*) from tracking.timeline where last_scan_at is not null), (select count(*) from tracking.inbox)");
            await using var reader = await command.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            if ((reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) != (Events, Events / EventsOfAParcel, 0))
                throw new InvalidOperationException($"{reader.GetInt64(0)} statements and {reader.GetInt64(1)} timelines came of {Events} events, and {reader.GetInt64(2)} wires wait.");
        }

        /// <summary>The rows that the pipeline has appended, made anew while nothing is timed.</summary>
        private List<(long Parcel, TrackingEvent Event, string Place)> Rows(string[] numbers, Dictionary<string, long> ids, Instant now)
        {
            var reader = _carriers.Find(new("fedex"))!;
            return [.. numbers.SelectMany(number => ((CarrierReply.Answered)reader.Read(Push(number, now))).Results).SelectMany(result => result.Events.Select(one => (ids[result.Number!.Value.Value], one, JsonSerializer.Serialize(one.Read.Place, TrackingJson.Options))))];
        }

        private async Task MergeAsync((long Parcel, TrackingEvent Event, string Place)[] rows, CancellationToken cancel)
        {
            const string Columns = "parcel_id, key, source, number, carrier, part, code, sub_code, wording, language, clock, wall_clock, place_said, wire_id, received_at, trust, "
                + "table_version, read_wire_id, milestone, reason, class, local, offset_seconds, basis, place, mapping";
            await using var connection = await _database.OpenConnectionAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await using (var make = new NpgsqlCommand("create temp table incoming on commit drop as select * from keyed limit 0", connection, transaction))
                await make.ExecuteNonQueryAsync(cancel);
            await using (var copy = await connection.BeginBinaryImportAsync($"copy incoming ({Columns}) from stdin (format binary)", cancel))
            {
                foreach (var (parcel, told, place) in rows)
                {
                    await copy.StartRowAsync(cancel);
                    await copy.WriteAsync(parcel, NpgsqlDbType.Bigint, cancel);
                    await copy.WriteAsync(told.Key.ToBytes(), NpgsqlDbType.Bytea, cancel);
                    await Text(told.Said.Source.Value);
                    await Text(told.Said.Number.Value);
                    await Text(told.Said.Carrier);
                    await Text(told.Said.Part);
                    await Text(told.Said.Code);
                    await Text(told.Said.SubCode);
                    await Text(told.Said.Wording);
                    await Text(told.Said.Language);
                    await Text(told.Said.Clock);
                    await Text(told.Said.WallClock);
                    await Text(told.Said.PlaceSaid);
                    await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancel);
                    await copy.WriteAsync(Instant.FromUnixTimeSeconds(1_780_000_000), NpgsqlDbType.TimestampTz, cancel);
                    await Text("Evidence");
                    await Text(told.Read.TableVersion);
                    await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancel);
                    await Text(told.Read.Milestone?.ToString());
                    await Text(told.Read.Reason?.ToString());
                    await Text(told.Read.Class.ToString());
                    await (told.Read.Time is { } time ? copy.WriteAsync(time.Local, NpgsqlDbType.Timestamp, cancel) : copy.WriteNullAsync(cancel));
                    await (told.Read.Time?.Offset is { } offset ? copy.WriteAsync(offset.Seconds, NpgsqlDbType.Integer, cancel) : copy.WriteNullAsync(cancel));
                    await Text(told.Read.Time?.Basis.ToString());
                    await Text(place);
                    await Text(told.Read.Mapping);
                }
                await copy.CompleteAsync(cancel);

                Task Text(string? text) => text is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(text, NpgsqlDbType.Text, cancel);
            }
            await using (var merge = new NpgsqlCommand($"insert into keyed ({Columns}) select {Columns} from incoming on conflict (parcel_id, key) do nothing", connection, transaction))
                await merge.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
        }

        private async Task ExecuteAsync(string sql, CancellationToken cancel)
        {
            await using var command = _database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancel);
        }

        private static readonly (string Code, string Text)[] Scans =
        [
            ("OC", "Shipment information sent to FedEx"), ("PU", "Picked up"), ("AR", "Arrived at FedEx location"), ("DP", "Left FedEx origin facility"), ("IT", "In transit"), ("AR", "Arrived at FedEx hub"),
            ("DP", "Departed FedEx hub"), ("AR", "At local FedEx facility"), ("OD", "On FedEx vehicle for delivery"), ("DL", "Delivered"),
        ];

        private static readonly (string City, string State, string Postcode)[] Towns =
            [("SEATTLE", "WA", "98101"), ("MEMPHIS", "TN", "38118"), ("DALLAS", "TX", "75201"), ("BOISE", "ID", "83702"), ("MIAMI", "FL", "33130"), ("AUSTIN", "TX", "78701"), ("DENVER", "CO", "80202")];

        /// <summary>A push of FedEx's form about one parcel, with ten scans of the last six days; three of ten are delivered.</summary>
        private static Wire Push(string number, Instant now) => new() { Carrier = new("fedex"), Kind = WireKind.Push, ReceivedAt = now, ContentType = "application/json", Body = Body(number, now) };

        /// <summary>The same for the same number and moment.</summary>
        private static byte[] Body(string number, Instant now)
        {
            var random = new Random(int.Parse(number.AsSpan(^9..), CultureInfo.InvariantCulture));
            var at = now - Duration.FromHours(150) + Duration.FromSeconds(random.Next(30_000));
            var last = random.Next(10) < 3 ? 9 : 8;
            var scans = new List<string>();
            for (var i = 0; i < EventsOfAParcel; i++)
            {
                var (code, text) = Scans[i < 9 ? i : last == 9 ? 9 : 4];
                var (city, state, postcode) = Towns[random.Next(Towns.Length)];
                scans.Insert(0, $$"""
                    {"date":"{{at.WithOffset(Offset.FromHours(-6)).ToString("uuuu-MM-dd'T'HH:mm:sso<m>", CultureInfo.InvariantCulture)}}","eventType":"{{code}}","eventDescription":"{{text}}","exceptionCode":"","exceptionDescription":"","scanLocation":{"streetLines":[""],"city":"{{city}}","stateOrProvinceCode":"{{state}}","postalCode":"{{postcode}}","countryCode":"US","residential":false,"countryName":"United States"},"locationId":"{{city[..4]}}","locationType":"FEDEX_FACILITY","derivedStatusCode":"{{code}}","derivedStatus":"{{text}}"}
                    """);
                at += Duration.FromMinutes(300 + random.Next(500));
            }
            return Encoding.UTF8.GetBytes($$$"""
                {"outputMetaData":{"associatedMasterAccount":false},"output":{"completeTrackResults":[{"trackingNumber":"{{{number}}}","trackResults":[{"trackingNumberInfo":{"trackingNumber":"{{{number}}}","carrierCode":"FDXE","trackingNumberUniqueId":"12{{{number}}}~{{{number}}}~FDEG"},"latestStatusDetail":{"code":"IT","derivedCode":"IT","statusByLocale":"In transit","description":"In transit"},"serviceDetail":{"type":"FEDEX_GROUND","description":"FedEx Ground","shortDescription":"FG"},"scanEvents":[{{{string.Join(',', scans)}}}]}]}]}}
                """);
        }

        public async ValueTask DisposeAsync()
        {
            await _database.DisposeAsync();
            await _cluster.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
