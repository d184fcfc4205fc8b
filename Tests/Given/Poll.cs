using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Tests.Given;

/// <summary>A carrier that is asked over HTTP, up to three numbers at a time, and the jobs that ask it.</summary>
public sealed class Poll : IAsyncDisposable
{
    private readonly WebApplication _server;

    private Poll(WebApplication server, TestDatabase database)
    {
        _server = server;
        Database = database;
    }

    public static readonly CarrierId Id = new("stand-in");

    public TestDatabase Database { get; }

    /// <summary>The numbers of each call, and when it came.</summary>
    public ConcurrentQueue<(string[] Numbers, DateTimeOffset At)> Calls { get; } = new();

    /// <summary>What it answers; all is well where not set.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public static async Task<Poll> StartAsync(CancellationToken cancel, Duration? spacing = null, int? daily = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var poll = new Poll(server, await TestPostgres.CreateDatabaseAsync(cancel)) { Carrier = new StoodFor(spacing ?? Duration.Zero, daily) };
        server.Run(context =>
        {
            poll.Calls.Enqueue(([.. context.Request.Query["n"].OfType<string>()], TimeProvider.System.GetUtcNow()));
            return poll.Answer is { } answer ? answer(context) : context.Response.WriteAsJsonAsync(new { }, cancel);
        });
        await server.StartAsync(cancel);
        return poll;
    }

    private StoodFor Carrier { get; init; } = null!;

    /// <summary>Nodes open what others have closed.</summary>
    private readonly EphemeralDataProtectionProvider _keys = new();

    /// <summary>A job as one of several nodes would run it.</summary>
    public async Task<PollCarrier> NodeAsync(CancellationToken cancel)
    {
        var carriers = new CarrierRegistry([Carrier]);
        var store = new AccountStore(Database.DataSource, _keys, new TestLog<AccountStore>());
        await store.SeedAsync([new StoredAccount { Carrier = Id, BaseAddress = _server.Urls.Single(), SeededFrom = Guid.NewGuid().ToString() }], cancel);
        var accounts = new Accounts(store, carriers, TimeProvider.System);
        await accounts.FindAsync(Id, null, cancel);
        var http = new CarrierHttp(TimeProvider.System, new TestLog<CarrierHttp>());
        var settings = Options.Create(new PollingSettings());
        return new PollCarrier(carriers, accounts, new Routing(carriers, accounts, settings), new LegStore(Database.DataSource), new BudgetStore(Database.DataSource), new HealthStore(Database.DataSource),
            new WireStore(Database.DataSource), new CarrierCalls(http, new AccessTokens(http, TimeProvider.System), TimeProvider.System), settings, TimeProvider.System, new TestLog<PollCarrier>());
    }

    /// <summary>Who asks for a person, and the jobs that are enqueued for it.</summary>
    public async Task<(AskNow Ask, KeptJobs Jobs)> AskerAsync(CancellationToken cancel, bool account = true)
    {
        var carriers = new CarrierRegistry([Carrier]);
        var store = new AccountStore(Database.DataSource, _keys, new TestLog<AccountStore>());
        if (account)
            await store.SeedAsync([new StoredAccount { Carrier = Id, BaseAddress = _server.Urls.Single(), SeededFrom = Guid.NewGuid().ToString() }], cancel);
        var accounts = new Accounts(store, carriers, TimeProvider.System);
        var routing = new Routing(carriers, accounts, Options.Create(new PollingSettings()));
        var (budgets, jobs) = (new BudgetStore(Database.DataSource), new KeptJobs());
        return (new AskNow(routing, accounts, store, carriers, new LegStore(Database.DataSource), budgets, new PollQueue(routing, budgets, jobs)), jobs);
    }

    /// <summary>Who tries its credentials.</summary>
    public async Task<AccountTrial> TrialAsync(CancellationToken cancel)
    {
        var store = new AccountStore(Database.DataSource, _keys, new TestLog<AccountStore>());
        await store.SeedAsync([new StoredAccount { Carrier = Id, BaseAddress = _server.Urls.Single(), SeededFrom = Guid.NewGuid().ToString() }], cancel);
        return new AccountTrial(new CarrierRegistry([Carrier]), store, new BudgetStore(Database.DataSource), new HealthStore(Database.DataSource), TimeProvider.System, new TestLog<CarrierHttp>());
    }

    /// <summary>Registers parcels whose one leg is due.</summary>
    public async Task DueAsync(int parcels, CancellationToken cancel)
    {
        await using var command = Database.DataSource.CreateCommand("""
            with made as (insert into tracking.parcel (destination_country) select 'US' from generate_series(1, $1) returning id)
            insert into tracking.leg (parcel_id, carrier, number, role, next_ask_at)
            select id, $2, 'NUM' || row_number() over (), 'WholeWay', now() from made
            """);
        command.Parameters.Add(new() { Value = parcels });
        command.Parameters.Add(new() { Value = Id.Value });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken cancel)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Database.DisposeAsync();
    }

    private sealed class StoodFor(Duration spacing, int? daily) : Carrier
    {
        public override CarrierProfile Profile { get; } = new() { Id = Id, Name = "Stand-in", BatchSize = 3, Spacing = spacing, DailyBudget = daily };

        public override HttpRequestMessage Ask(AskBatch batch) =>
            new(HttpMethod.Get, "track?" + string.Join('&', batch.Numbers.Select(asked => "n=" + asked.Number.Value)));

        protected override CarrierReply ReadBody(Wire wire)
        {
            JsonDocument.Parse(wire.Body).Dispose();
            return new CarrierReply.Answered([.. wire.Asked.Select(number => new NumberResult { Number = number, Outcome = NumberOutcome.NotFound })]);
        }
    }
}
