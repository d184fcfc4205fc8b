using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Tests.Given;

/// <summary>A running push gate over a database of its own, with one FedEx account.</summary>
public sealed class Gate : IAsyncDisposable
{
    public const string Secret = "an invented secret";

    private Gate(TestDatabase database, PushGate running)
    {
        Database = database;
        Running = running;
    }

    public TestDatabase Database { get; }
    public PushGate Running { get; }

    /// <param name="wiresIn">Where pushes are stored; the test's own database where null.</param>
    public static async Task<Gate> StartAsync(CancellationToken cancel, NpgsqlDataSource? wiresIn = null, TimeProvider? clock = null)
    {
        var database = await TestPostgres.CreateDatabaseAsync(cancel);
        var carriers = new CarrierRegistry();
        var store = new AccountStore(database.DataSource, new EphemeralDataProtectionProvider(), new TestLog<AccountStore>());
        await store.SeedAsync(
            [new StoredAccount { Carrier = new CarrierId("fedex"), PushSecrets = [new StoredSecret(Secret), new StoredSecret("of returns", "returns")] }], cancel);
        var gate = new PushGate(carriers, new Accounts(store, carriers, TimeProvider.System), new WireStore(wiresIn ?? database.DataSource),
            new HealthStore(database.DataSource), clock ?? TimeProvider.System, new TestLog<PushGate>());
        await gate.StartAsync(cancel);
        return new Gate(database, gate);
    }

    /// <summary>A push as its carrier would send it, but for what is said otherwise.</summary>
    public Task<PushAnswer> PushAsync(
        byte[] body, CancellationToken cancel, string carrier = "fedex", string? endpoint = null, string? type = "application/json", string? encoding = null, string? signature = null, string secret = Secret, bool check = false)
    {
        signature ??= Sign(body, secret);
        return Running.TakeAsync(new PushRequest(carrier, endpoint, type, encoding, null,
            name => name.Equals("fdx-signature", StringComparison.OrdinalIgnoreCase) ? signature : null, new MemoryStream(body), check), cancel);
    }

    public static string Sign(byte[] body, string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public async Task<long> CountAsync(string table, CancellationToken cancel)
    {
        await using var command = Database.DataSource.CreateCommand($"select count(*) from tracking.{table}");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Running.StopAsync(CancellationToken.None);
        Running.Dispose();
        await Database.DisposeAsync();
    }
}
