using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs;

namespace Tracking.Tests.Given;

/// <summary>The pipeline from wire to settled timeline over a database of its own.</summary>
public sealed class Pipeline : IAsyncDisposable
{
    private static readonly CarrierRegistry Registry = new();

    private Pipeline(TestDatabase database)
    {
        Database = database;
        Wires = new WireStore(database.DataSource);
        Parcels = new ParcelStore(database.DataSource);
        Settlement = new Settlement(database.DataSource, Clock, LaneNorms.Default);
    }

    /// <summary>Who reads its wires; another build or another code table is another registry.</summary>
    public CarrierRegistry Carriers { get; set; } = Registry;

    public TestDatabase Database { get; }
    public WireStore Wires { get; }
    public ParcelStore Parcels { get; }
    public Settlement Settlement { get; }
    public TimeProvider Clock { get; } = TimeProvider.System;
    public Instant Now => Instant.FromDateTimeOffset(Clock.GetUtcNow());

    public static async Task<Pipeline> StartAsync(CancellationToken cancel) => new(await TestPostgres.CreateDatabaseAsync(cancel));

    /// <summary>The pipeline over a database that somebody else holds.</summary>
    public static Pipeline On(TestDatabase database) => new(database);

    /// <summary>A drain with a worker id of its own, as each node has.</summary>
    public ReadWires Drain() => new(Wires, new Intake(Database.DataSource, Settlement), Readers(),
        new AskPlan(new LaneStore(Database.DataSource), new BudgetStore(Database.DataSource), Microsoft.Extensions.Options.Options.Create(new PollingSettings()), Clock), new TestLog<ReadWires>());

    public ReplayStore ReplayStore => new(Database.DataSource);

    /// <summary>A worker of replays.</summary>
    public Replays Replays() => new(ReplayStore, Database.DataSource, Settlement, Readers(), new NoJobs(), new TestLog<Replays>());

    /// <summary>Asks for a replay and does it.</summary>
    public async Task<Replay> ReplayAsync(ReplayRequest request, CancellationToken cancel, int most = ReplayWork.WiresAtATime) =>
        (await Replays().RunAsync((await ReplayStore.AskAsync(request, cancel))!.Id, null, cancel, most))!;

    /// <summary>Who maps codes; its replays are kept in <paramref name="jobs"/> and done by <see cref="Replays"/>.</summary>
    public CodeMapping CodeMapping(KeptJobs jobs) => new(new CodeRowStore(Database.DataSource), new UnknownCodeStore(Database.DataSource), ReplayStore,
        new Replays(ReplayStore, Database.DataSource, Settlement, Readers(), jobs, new TestLog<Replays>()), Carriers);

    private Readers Readers() => new(new CodeRowStore(Database.DataSource), Carriers, Clock);

    /// <summary>Drains until nothing is taken any more.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        var drain = Drain();
        while (await drain.DrainOnceAsync(cancel) > 0)
        {
        }
    }

    /// <summary>A parcel with one leg, registered long ago.</summary>
    public async Task<long> ParcelAsync(string carrier, string number, string destination, CancellationToken cancel)
    {
        await using var command = Database.DataSource.CreateCommand("""
            with made as (insert into tracking.parcel (destination_country, registered_at) values (@destination, now() - interval '60 days') returning id)
            insert into tracking.leg (parcel_id, carrier, number, role) select id, @carrier, @number, 'WholeWay' from made returning parcel_id
            """);
        command.Parameters.AddWithValue("destination", destination);
        command.Parameters.AddWithValue("carrier", carrier);
        command.Parameters.AddWithValue("number", number);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Another leg of a parcel.</summary>
    public Task<long> LegAsync(long parcel, string carrier, string number, CancellationToken cancel) =>
        ScalarAsync<long>($"insert into tracking.leg (parcel_id, carrier, number, role) values ({parcel}, '{carrier}', '{number}', 'LastMile') returning id", cancel);

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken cancel)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task<Timeline> TimelineAsync(long parcel, CancellationToken cancel) => (await Parcels.FindAsync(parcel, cancel))!.Timeline;

    /// <summary>A proven push of FedEx's form about one number.</summary>
    public Wire FedexPush(string number, params FedexScan[] scans) => new()
    {
        Carrier = new CarrierId("fedex"),
        Kind = WireKind.Push,
        ReceivedAt = Now,
        ContentType = "application/json",
        Body = FedexBody(number, scans),
    };

    /// <summary>The body of a push of FedEx's form about one number.</summary>
    public static byte[] FedexBody(string number, params FedexScan[] scans) =>
        Encoding.UTF8.GetBytes(new JsonObject
        {
            ["outputMetaData"] = new JsonObject { ["associatedMasterAccount"] = false },
            ["output"] = new JsonObject
            {
                ["completeTrackResults"] = new JsonArray(new JsonObject
                {
                    ["trackingNumber"] = number,
                    ["trackResults"] = new JsonArray(new JsonObject
                    {
                        ["trackingNumberInfo"] = new JsonObject { ["trackingNumber"] = number, ["trackingNumberUniqueId"] = $"1~{number}~FX" },
                        ["scanEvents"] = new JsonArray([.. scans.Select(scan => new JsonObject
                        {
                            ["date"] = scan.At.ToString("uuuu-MM-dd'T'HH:mm:sso<m>", CultureInfo.InvariantCulture),
                            ["eventType"] = scan.Code,
                            ["derivedStatusCode"] = scan.Code,
                            ["eventDescription"] = scan.Text,
                            ["scanLocation"] = new JsonObject { ["city"] = scan.City, ["countryCode"] = scan.Country },
                        })]),
                    }),
                }),
            },
        }.ToJsonString());

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
