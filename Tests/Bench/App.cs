extern alias portal;

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using portal::Tracking.Portal;
using portal::Tracking.Portal.Live;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Bench;

/// <summary>The portal in this process on a cluster of its own, with orders whose parcels have a history.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracking-bench-").FullName;
    private Database _database = null!;
    private WebApplication _app = null!;
    private ReadWires _drain = null!;

    public const int Orders = 200;

    public Uri Address { get; private set; } = null!;
    public List<string> Tokens { get; } = [];
    public IServiceProvider Services => _app.Services;

    /// <summary>How many pages listen.</summary>
    public int OpenPages => Services.GetRequiredService<LiveFeed>().Open;

    public static async Task<App> StartAsync(CancellationToken cancel, int orders = Orders)
    {
        var app = new App();
        app._database = await Database.OpenAsync(new ConfigurationBuilder().Build(), app._folder, NullLogger.Instance, TimeProvider.System, cancel);
        using var silent = LoggerFactory.Create(_ => { });
        await app._database.MigrateAsync(silent, cancel);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(PortalSetup).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddPortal(app._database, work: false, demo: false);
        app._app = builder.Build();
        app._app.MapPortal();
        app._app.MapGet("/bench/empty", () => new RazorComponentResult<EmptyDocument> { PreventStreamingRendering = true }).AllowAnonymous();
        await app._app.StartAsync(cancel);
        app.Address = new Uri(app._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var services = app._app.Services;
        var shop = await services.GetRequiredService<ShopStore>().EnsureAsync("Blue Kettle", null, null, cancel);
        for (var i = 0; i < orders; i++)
            app.Tokens.Add((await services.GetRequiredService<OrderStore>().RegisterAsync(shop, new OrderDraft
            {
                Channel = "bench",
                Number = $"B-{i}",
                Country = "US",
                Parcels = [new ParcelDraft { Carrier = new CarrierId("fedex"), Number = TrackingNumber.Get(Number(i)), Items = [new Item { Sku = "A1", Title = "Headphones", Quantity = 1 }] }],
            }, cancel)).Order.Token);
        await services.GetRequiredService<WireStore>().AppendAsync([.. Enumerable.Range(0, orders).Select(i => Wire(i, services.GetRequiredService<TimeProvider>().GetUtcNow(), Way))], cancel);
        app._drain = ActivatorUtilities.CreateInstance<ReadWires>(services, ActivatorUtilities.CreateInstance<Intake>(services),
            ActivatorUtilities.CreateInstance<AskPlan>(services));
        await app.DrainAsync(cancel);
        return app;
    }

    /// <summary>Parcels beside those of the orders, each with the whole way told in a push for each scan; how many pushes.</summary>
    public async Task<int> FillAsync(int first, int parcels, CancellationToken cancel)
    {
        var numbers = Enumerable.Range(first, parcels).ToList();
        await FedexParcels.RegisterAsync(_database.Source, [.. numbers.Select(Number)], cancel);
        var now = Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var wires = numbers.SelectMany(number => Way.Select((scan, at) => Wire(number, now.AddHours((at + 1 - Way.Length) * 5), [scan]))).ToList();
        foreach (var some in wires.Chunk(1000))
            await Services.GetRequiredService<WireStore>().AppendPushesAsync(some, cancel);
        await Task.WhenAll(DrainAsync(cancel), DrainAsync(cancel), DrainAsync(cancel), DrainAsync(cancel));
        return wires.Count;
    }

    /// <summary>A parcel is out for delivery in one more town; when that change was written, by the database's clock.</summary>
    public async Task<NodaTime.Instant> TellAsync(int order, string town, CancellationToken cancel)
    {
        var services = _app.Services;
        await services.GetRequiredService<WireStore>().AppendAsync([Wire(order, services.GetRequiredService<TimeProvider>().GetUtcNow(), [("OD", "On FedEx vehicle for delivery", town)])], cancel);
        await DrainAsync(cancel);
        await using var last = _database.Source.CreateCommand("select at from tracking.outbox where kind = 'timeline' order by cursor desc limit 1");
        return (NodaTime.Instant)(await last.ExecuteScalarAsync(cancel))!;
    }

    private async Task DrainAsync(CancellationToken cancel)
    {
        while (await _drain.DrainOnceAsync(cancel) > 0)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Number(int i) => (770_000_000_000L + i).ToString(CultureInfo.InvariantCulture);

    private static readonly (string Code, string Text, string City)[] Way = [("PU", "Picked up", "MEMPHIS"), ("AR", "Arrived at FedEx location", "MEMPHIS"), ("DP", "Left FedEx origin facility", "MEMPHIS"), ("AR", "Arrived at FedEx location", "OAKLAND"),
            ("DP", "Departed FedEx location", "OAKLAND"), ("AR", "Arrived at FedEx location", "DENVER"), ("DP", "Departed FedEx location", "DENVER"), ("AR", "At local FedEx facility", "BOULDER"), ("OD", "On FedEx vehicle for delivery", "BOULDER")];

    /// <summary>These scans, five hours from one to the next, the last just now.</summary>
    private static Wire Wire(int i, DateTimeOffset now, (string Code, string Text, string City)[] scans)
    {
        var events = scans.Select((scan, at) => string.Create(CultureInfo.InvariantCulture,
            $$$"""{"date":"{{{now.AddHours((at + 1 - scans.Length) * 5):yyyy-MM-dd'T'HH:mm:sszzz}}}","eventType":"{{{scan.Code}}}","derivedStatusCode":"{{{scan.Code}}}","eventDescription":"{{{scan.Text}}}","scanLocation":{"city":"{{{scan.City}}}","countryCode":"US"}}"""));
        return new()
        {
            Carrier = new CarrierId("fedex"),
            Kind = WireKind.Push,
            ReceivedAt = NodaTime.Instant.FromDateTimeOffset(now),
            ContentType = "application/json",
            Body = Encoding.UTF8.GetBytes($$$"""{"output":{"completeTrackResults":[{"trackingNumber":"{{{Number(i)}}}","trackResults":[{"trackingNumberInfo":{"trackingNumber":"{{{Number(i)}}}","trackingNumberUniqueId":"1~{{{Number(i)}}}~FX"},"scanEvents":[{{{string.Join(',', events)}}}]}]}]}}"""),
        };
    }

    /// <summary>The browser that the tests use too.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? (File.Exists("/usr/bin/chromium") ? "/usr/bin/chromium" : null),
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    });

    /// <summary>The memory of this process in MB, after a collection.</summary>
    public static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1048576.0;
    }
}
