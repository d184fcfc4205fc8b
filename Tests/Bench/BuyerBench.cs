using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;

namespace Tracking.Bench;

/// <summary>The buyer's page: how many a second, how heavy, and what open ones cost.</summary>
public static class BuyerBench
{
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
        return new($"order pages a second, {App.Orders} orders, 32 callers", Said(page), "an empty Razor document: " + Said(empty), page.Rate / empty.Rate);

        static string Said((double Rate, double P99) one) => string.Create(CultureInfo.InvariantCulture, $"{one.Rate:0} (p99 {one.P99:0.0} ms)");
    }

    /// <summary>What 5,000 open live connections cost in memory, callers' ends in this process included.</summary>
    public static async Task<BenchRow> LiveAsync(CancellationToken cancel)
    {
        const int Open = 5000;
        const double Bound = 300;
        await using var app = await App.StartAsync(cancel, Open / 20);
        var before = App.Resident();
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
            var used = App.Resident() - before;
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
        await using var browser = await App.LaunchAsync(playwright);
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
        await using var browser = await App.LaunchAsync(playwright);
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
}
