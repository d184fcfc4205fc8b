using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Jobs;

public sealed class ChaosTests
{
    private const string Secret = "an invented secret of the chaos test";
    private const int Pushes = 5000;
    private const int Parcels = 50;

    private static readonly System.Collections.Concurrent.ConcurrentQueue<string?> Log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_push_that_was_answered_2xx_is_on_its_timeline_once_though_a_worker_and_PostgreSQL_were_killed()
    {
        var folder = Directory.CreateTempSubdirectory("tracking-chaos-").FullName;
        var processes = new List<Process>();
        await using var cluster = await PrivateCluster.JoinAsync(folder, NullLogger.Instance, TimeProvider.System, Cancel);
        try
        {
            var port = FreePort();
            processes.Add(Start("Portal.dll", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", folder, "--no-work", $"--Carriers:fedex:PushSecret={Secret}"));
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(10) };
            await AwaitAsync(async () => (await http.GetAsync("health/ready", Cancel)).StatusCode == HttpStatusCode.OK);
            var builder = new NpgsqlDataSourceBuilder(cluster.ConnectionString);
            builder.UseNodaTime();
            await using var database = builder.Build();
            await RegisterAsync(database);
            var worker = Start("Jobs.dll", "work", "--data", folder);
            processes.Add(worker);

            var done = 0;
            var kills = new SortedDictionary<int, Action>
            {
                [Pushes * 1 / 10] = () => worker.Kill(),
                [Pushes * 3 / 10] = () => KillPostgres(folder),
                [Pushes * 4 / 10] = () => processes.Add(worker = Start("Jobs.dll", "work", "--data", folder)),
                [Pushes * 6 / 10] = () => KillPostgres(folder),
                [Pushes * 9 / 10] = () => worker.Kill(),
            };
            await Parallel.ForEachAsync(Enumerable.Range(0, Pushes), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (i, cancel) =>
            {
                await PushAsync(http, Body(i), processes[0], cancel);
                if (kills.TryGetValue(Interlocked.Increment(ref done), out var kill))
                    kill();
            });
            // Nobody works now: what the killed worker had leased comes back with time, and time can be set forward.
            await AwaitAsync(async () =>
            {
                if (!worker.HasExited)
                    return false;
                await using var later = database.CreateCommand("update tracking.inbox set lease_until = lease_until - interval '30 s'");
                await later.ExecuteNonQueryAsync(Cancel);
                return true;
            });
            processes.Add(Start("Jobs.dll", "work", "--data", folder));
            await AwaitAsync(async () => await CountAsync(database, "inbox") == 0);

            Assert.Equal(Pushes, await CountAsync(database, "wire"));
            Assert.Equal(Pushes, await CountAsync(database, "statement"));
            var ids = new List<long>();
            await using (var command = database.CreateCommand("select id from tracking.parcel order by id"))
            await using (var reader = await command.ExecuteReaderAsync(Cancel))
                while (await reader.ReadAsync(Cancel))
                    ids.Add(reader.GetInt64(0));
            var views = await new ParcelStore(database).ListAsync(ids, Cancel);
            var sources = views.SelectMany(view => view.Timeline.Lines).SelectMany(line => line.Sources).ToList();
            Assert.Equal(Pushes, sources.Count);
            Assert.Equal(Pushes, sources.Select(source => source.Key).Distinct().Count());
        }
        finally
        {
            foreach (var process in processes)
            {
                if (!process.HasExited)
                    process.Kill();
                // Not WaitForExitAsync: it waits for the pipes too, and a PostgreSQL that this process started holds them.
                while (!process.HasExited)
                    await Task.Delay(20, CancellationToken.None);
                process.Dispose();
            }
            // The last to leave stops PostgreSQL.
            await cluster.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Pushes as a carrier does: again and again until a 2xx.</summary>
    private static async Task PushAsync(HttpClient http, byte[] body, Process portal, CancellationToken cancel)
    {
        while (true)
        {
            Assert.False(portal.HasExited, $"The portal ended:\n{string.Join('\n', Log)}");
            try
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var request = new HttpRequestMessage(HttpMethod.Post, "push/fedex") { Content = content, Headers = { { "fdx-signature", Gate.Sign(body, Secret) } } };
                using var answer = await http.SendAsync(request, cancel);
                if (answer.IsSuccessStatusCode)
                    return;
                Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}\n{string.Join('\n', Log)}");
            }
            catch (HttpRequestException)
            {
            }
            await Task.Delay(100, cancel);
        }
    }

    private static string Number(int parcel) => $"9{parcel:00000000000}";

    private static byte[] Body(int i) => Pipeline.FedexBody(Number(i % Parcels), new FedexScan(
        Instant.FromUtc(2026, 9, 1, 0, 0).Plus(Duration.FromHours(i / Parcels * 7)).WithOffset(Offset.FromHours(-5)), "AR", "Arrived at FedEx location", $"TOWN {i}", "US"));

    private static async Task RegisterAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            with made as (
              insert into tracking.parcel (destination_country, registered_at) select 'US', now() - interval '90 days' from generate_series(1, @parcels) returning id)
            insert into tracking.leg (parcel_id, carrier, number, role) select id, 'fedex', '9' || lpad((row_number() over () - 1)::text, 11, '0'), 'WholeWay' from made
            """);
        command.Parameters.AddWithValue("parcels", Parcels);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string table)
    {
        await using var command = database.CreateCommand($"select count(*) from tracking.{table}");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Log.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => Log.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void KillPostgres(string folder)
    {
        var pid = int.Parse(File.ReadLines(Path.Combine(folder, "postgres", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        using var postmaster = Process.GetProcessById(pid);
        postmaster.Kill();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task AwaitAsync(Func<Task<bool>> holds)
    {
        while (true)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (Exception error) when (error is HttpRequestException or NpgsqlException)
            {
            }
            await Task.Delay(100, Cancel);
        }
    }
}
