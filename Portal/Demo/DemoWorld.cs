using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Jobs.Demo;
using Tracking.Portal.Access;

namespace Tracking.Portal.Demo;

/// <summary>The demo: an installation without any configuration, with the sandbox in the carriers' place.</summary>
public sealed class DemoWorld : IAsyncDisposable
{
    private const string Administrator = "ops@example.test";
    private const string Agent = "agent@example.test";

    private readonly SandboxProcess _sandbox;
    private readonly IDisposable _lock;

    private DemoWorld(SandboxProcess sandbox, IDisposable held, DemoFile file)
    {
        _sandbox = sandbox;
        _lock = held;
        File = file;
    }

    public DemoFile File { get; }

    /// <summary>True where this start is a demo: nothing is configured, and the folder is a demo's or new.</summary>
    /// <exception cref="ArgumentException">The folder is a demo's and real credentials are configured.</exception>
    public static async Task<bool> IsMeantAsync(IConfiguration configuration, Database database, CancellationToken cancel)
    {
        var marked = DemoFolder.IsMarked(database.Folder);
        var configured = configuration.GetSection("Carriers").GetChildren().Any();
        if (marked && configured)
            throw new ArgumentException($"{database.Folder} holds the demo, which takes no real credentials: choose another folder with --data DIR, or unset Carriers:*.");
        if (!database.IsPrivate || configured)
            return false;
        if (marked)
            return true;
        await using var used = database.Source.CreateCommand("select exists (select from tracking.shop) or exists (select from tracking.account)");
        if (await used.ExecuteScalarAsync(cancel) is true)
            return false;
        await DemoFolder.MarkAsync(database.Folder!, cancel);
        return true;
    }

    /// <summary>Leaves the carriers alone until their sandbox is there: it listens on another port at each start.</summary>
    public static Task RestAsync(IServiceProvider services, CancellationToken cancel) => services.GetRequiredService<AccountStore>().SetPausedAsync(true, cancel);

    /// <summary>Starts the sandbox beside a running portal and registers what its shops sold; a second start doubles nothing. Null where another portal on this folder has it.</summary>
    public static async Task<DemoWorld?> StartAsync(IServiceProvider services, string folder, Uri address, CancellationToken cancel)
    {
        if (DemoFolder.TryLock(folder) is not { } held)
            return null;
        SandboxProcess? sandbox = null;
        try
        {
            var before = DemoFile.Find(folder);
            sandbox = await SandboxProcess.StartAsync(Path.Combine(folder, "sandbox"), address, cancel);
            var accounts = await sandbox.AccountsAsync(cancel);
            // The sandbox reaches the portal where it listens: carriers that want to be told where to push are told that.
            services.GetRequiredService<IOptions<PollingSettings>>().Value.PublicUrl ??= address.AbsoluteUri;
            await services.GetRequiredService<AccountStore>().SeedAsync(accounts, cancel);
            await services.GetRequiredService<AccountStore>().SetPausedAsync(false, cancel);
            services.GetRequiredService<Accounts>().Forget();
            var signIn = before?.Ops ?? new DemoFile.SignIn(Administrator, RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 14));
            var people = services.GetRequiredService<People>();
            await people.EnsureUserAsync(signIn.Email, signIn.Password, Role.Administrator, cancel);
            await people.EnsureUserAsync(Agent, signIn.Password, Role.Agent, cancel);
            var orders = await sandbox.OrdersAsync(cancel);
            var shops = services.GetRequiredService<ShopStore>();
            var byName = new Dictionary<string, Shop>();
            foreach (var name in orders.Select(order => order.Shop).Distinct())
                byName[name] = await shops.EnsureAsync(name, null, "UTC", cancel);
            var first = byName[orders[0].Shop];
            var key = before?.ApiKey is { } known && await shops.FindByKeyAsync(known, cancel) is not null ? known : await shops.CreateKeyAsync(first.Id, cancel);
            var store = services.GetRequiredService<OrderStore>();
            var sold = new List<DemoFile.Sold>(orders.Count);
            foreach (var order in orders)
            {
                var registered = await store.RegisterAsync(byName[order.Shop], order.Draft, cancel);
                sold.Add(new DemoFile.Sold(order.Draft.Number, order.Draft.BuyerEmail, registered.Order.Token, order.Story));
            }
            var secrets = accounts.Where(account => account.PushSecrets.Count > 0).ToDictionary(account => account.Carrier.Value, account => account.PushSecrets[0].Value);
            var file = new DemoFile(address.AbsoluteUri.TrimEnd('/'), signIn, key, secrets, sold);
            await file.WriteAsync(folder, cancel);
            return new DemoWorld(sandbox, held, file);
        }
        catch
        {
            if (sandbox is not null)
                await sandbox.DisposeAsync();
            held.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _lock.Dispose();
    }
}
