extern alias portal;

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
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

/// <summary>The buyer's page: how many a second, how heavy, and what open ones cost.</summary>
public static class BuyerBench
{
    private const int Orders = 200;

    /// <summary>Order pages a second against an empty Razor document of the same app, in turns, 32 callers.</summary>
    public static async Task<BenchRow> PagesAsync(CancellationToken cancel)
    {
        await using var app = await App.StartAsync(cancel);
        string[] pages = [.. app.Tokens.Select(token => "/t/" + token)];
        await LoadAsync(app.Address, pages, TimeSpan.FromSeconds(2), cancel);
        await LoadAsync(app.Address, ["/bench/empty"], TimeSpan.FromSeconds(1), cancel);
        var (ours, theirs) = (new List<(double Rate, double P99)>(), new List<(double Rate, double P99)>());
        for (var turn = 0; turn < 3; turn++)
        {
            theirs.Add(await LoadAsync(app.Address, ["/bench/empty"], TimeSpan.FromSeconds(3), cancel));
            ours.Add(await LoadAsync(app.Address, pages, TimeSpan.FromSeconds(3), cancel));
        }
        var (page, empty) = (ours.OrderBy(one => one.Rate).ElementAt(1), theirs.OrderBy(one => one.Rate).ElementAt(1));
        return new($"order pages a second, {Orders} orders, 32 callers", Said(page), "an empty Razor document: " + Said(empty), page.Rate / empty.Rate);

        static string Said((double Rate, double P99) one) => string.Create(CultureInfo.InvariantCulture, $"{one.Rate:0} (p99 {one.P99:0.0} ms)");
    }

    /// <summary>What 5,000 open live connections cost in memory, callers' ends in this process included.</summary>
    public static async Task<BenchRow> LiveAsync(CancellationToken cancel)
    {
        const int Open = 5000;
        const double Bound = 300;
        await using var app = await App.StartAsync(cancel, Open / 20);
        var before = Resident();
        var sockets = new ConcurrentBag<Socket>();
        try
        {
            await Parallel.ForAsync(0, Open, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel }, async (i, stop) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(app.Address.Host, app.Address.Port, stop);
                await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /t/{app.Tokens[i % app.Tokens.Count]}/live?since=999999999 HTTP/1.1\r\nHost: localhost\r\n\r\n"), stop);
                var answer = new byte[15];
                await socket.ReceiveAsync(answer, stop);
                if (Encoding.ASCII.GetString(answer) != "HTTP/1.1 200 OK")
                    throw new InvalidOperationException($"Connection {i} was answered {Encoding.ASCII.GetString(answer)}.");
            });
            var used = Resident() - before;
            return new($"{Open} open live connections", string.Create(CultureInfo.InvariantCulture, $"{used:0} MB more"), string.Create(CultureInfo.InvariantCulture, $"bound: {Bound:0} MB"), Bound / used);
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    /// <summary>Everything that a first view of an order transfers, in Arabic, compressed as a proxy does and as it is.</summary>
    public static async Task<BenchRow> WeightAsync(CancellationToken cancel)
    {
        const double Bound = 60;
        await using var app = await App.StartAsync(cancel);
        using var http = new HttpClient { BaseAddress = app.Address };
        double plain = 0, small = 0;
        foreach (var path in new[] { $"/t/{app.Tokens[0]}?lang=ar", "/buyer.css", "/buyer.js", "/buyer.svg" })
        {
            var body = await http.GetByteArrayAsync(path, cancel);
            plain += body.Length / 1024.0;
            using var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                await gzip.WriteAsync(body, cancel);
            small += packed.Length / 1024.0;
        }
        return new("first view of an order page", string.Create(CultureInfo.InvariantCulture, $"{plain:0.0} kB plain, {small:0.0} kB with gzip"), string.Create(CultureInfo.InvariantCulture, $"bound: {Bound:0} kB"), Bound / plain);
    }

    /// <summary>How long until the largest part of an order page stands on a phone behind 1.6 Mbit/s and 150 ms; the middle of five first views.</summary>
    public static async Task<BenchRow> PaintAsync(CancellationToken cancel)
    {
        const double Bound = 2000;
        await using var app = await App.StartAsync(cancel, 5);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await OpenBrowserAsync(playwright);
        var times = new List<double>();
        foreach (var token in app.Tokens)
        {
            await using var phone = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 360, Height = 640 }, DeviceScaleFactor = 2 });
            var page = await phone.NewPageAsync();
            var wire = await phone.NewCDPSessionAsync(page);
            await wire.SendAsync("Network.enable");
            await wire.SendAsync("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = 150, ["downloadThroughput"] = 1_600_000 / 8, ["uploadThroughput"] = 750_000 / 8 });
            await page.GotoAsync(new Uri(app.Address, $"/t/{token}?lang=ar").ToString());
            times.Add(await page.EvaluateAsync<double>("() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))"));
            cancel.ThrowIfCancellationRequested();
        }
        var middle = times.Order().ElementAt(times.Count / 2);
        return new("largest paint of an order page, 1.6 Mbit/s and 150 ms", string.Create(CultureInfo.InvariantCulture, $"{middle:0} ms"), string.Create(CultureInfo.InvariantCulture, $"bound: {Bound:0} ms"), Bound / middle);
    }

    /// <summary>
    /// From the commit of a settled timeline to the words painted on an open page in Chromium; the middle and the worst of twenty. It counts from when the change is written,
    /// a moment before its commit, by the clock that the browser reads too.
    /// </summary>
    public static async Task<BenchRow> ScreenAsync(CancellationToken cancel)
    {
        const int Turns = 20;
        const double Bound = 1000;
        await using var app = await App.StartAsync(cancel, 5);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await OpenBrowserAsync(playwright);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 360, Height = 640 } });
        await page.GotoAsync(new Uri(app.Address, "/t/" + app.Tokens[0]).ToString());
        while (app.OpenPages == 0)
            await Task.Delay(20, cancel);
        var times = new List<double>();
        for (var turn = 1; turn <= Turns; turn++)
        {
            var town = $"Town {turn} of {Turns}";
            var painted = page.EvaluateAsync<double>("""
                town => new Promise(done => new MutationObserver((_, watch) => {
                  if (!document.getElementById('page').textContent.includes(town)) return;
                  watch.disconnect();
                  requestAnimationFrame(() => setTimeout(() => done(Date.now())));
                }).observe(document.body, { childList: true, subtree: true, characterData: true }))
                """, town);
            // The page answers in order: it watches by now.
            await page.EvaluateAsync("1");
            var written = await app.TellAsync(0, town, cancel);
            times.Add(await painted.WaitAsync(TimeSpan.FromSeconds(30), cancel) - written.ToUnixTimeMilliseconds());
        }
        times.Sort();
        var worst = times[^1];
        return new("from commit to an open page's screen", string.Create(CultureInfo.InvariantCulture, $"{times[Turns / 2]:0} ms (worst of {Turns}: {worst:0} ms)"), string.Create(CultureInfo.InvariantCulture, $"bound: {Bound:0} ms"), Bound / worst);
    }

    private static Task<IBrowser> OpenBrowserAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? (File.Exists("/usr/bin/chromium") ? "/usr/bin/chromium" : null),
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    });

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1048576.0;
    }

    private static async Task<(double Rate, double P99)> LoadAsync(Uri address, string[] paths, TimeSpan length, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 32 }) { BaseAddress = address };
        var times = new ConcurrentBag<List<double>>();
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            var own = new List<double>();
            times.Add(own);
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                var sent = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(paths[(Interlocked.Increment(ref next) & int.MaxValue) % paths.Length], HttpCompletionOption.ResponseContentRead, cancel);
                answer.EnsureSuccessStatusCode();
                own.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
        }));
        var all = times.SelectMany(own => own).Order().ToList();
        return (all.Count / Stopwatch.GetElapsedTime(began).TotalSeconds, all[(int)(all.Count * 0.99)]);
    }

    /// <summary>The portal in this process on a cluster of its own, with orders whose parcels have a history.</summary>
    private sealed class App : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("tracking-bench-").FullName;
        private Database _database = null!;
        private WebApplication _app = null!;
        private ReadWires _drain = null!;

        public Uri Address { get; private set; } = null!;
        public List<string> Tokens { get; } = [];

        /// <summary>How many pages listen.</summary>
        public int OpenPages => _app.Services.GetRequiredService<LiveFeed>().Open;

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
                ActivatorUtilities.CreateInstance<AskPlan>(services, ActivatorUtilities.CreateInstance<LegStore>(services)));
            await app.DrainAsync(cancel);
            return app;
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
    }
}
