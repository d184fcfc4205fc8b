using System.Security.Cryptography;
using System.Text;
using Hangfire;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>
/// Does replays, as Hangfire's jobs and for the command line. What is done is in the database: a replay whose worker was killed is taken
/// up where it was, and begun anew where the code tables or the build have changed since.
/// </summary>
public sealed partial class Replays(ReplayStore store, NpgsqlDataSource database, Settlement settlement, Readers readers, IBackgroundJobClient jobs, ILogger<Replays> logger)
{
    private const int Tries = 5;

    /// <summary>Asks for a replay and enqueues its job; null where another has not ended.</summary>
    public async Task<Replay?> StartAsync(ReplayRequest request, CancellationToken cancel)
    {
        if (await store.AskAsync(request, cancel) is not { } asked)
            return null;
        Resume(asked.Id);
        return asked;
    }

    /// <summary>Enqueues the job of a replay that nobody works on any more.</summary>
    public void Resume(long id) => jobs.Enqueue<Replays>(replays => replays.RunAsync(id, CancellationToken.None));

    /// <summary>The job: a lost or doubled one is harmless.</summary>
    [Queue(Lanes.Replay)]
    [AutomaticRetry(Attempts = 10, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Replay {0}")]
    public async Task RunAsync(long id, CancellationToken cancel)
    {
        // A row laid just now: until every node reads by it, what comes in would be missed by both.
        if (await store.FindAsync(id, cancel) is { HasEnded: false, Request.DryRun: false })
            await Task.Delay(Readers.Fresh + TimeSpan.FromSeconds(1), cancel);
        if (await RunAsync(id, null, cancel) is { HasEnded: true })
            jobs.Enqueue<LearnLanes>(learn => learn.RunAsync(CancellationToken.None));
    }

    /// <summary>Works on a replay until it has ended; null where it has ended already or another worker is at it.</summary>
    /// <param name="id">The replay.</param>
    /// <param name="told">Is told after each batch how far it is.</param>
    /// <param name="cancel">Lets go of it: it can be taken up again.</param>
    /// <param name="most">Wires of a batch.</param>
    public async Task<Replay?> RunAsync(long id, Action<Replay>? told, CancellationToken cancel, int most = ReplayWork.WiresAtATime)
    {
        if (await store.FindAsync(id, cancel) is not { HasEnded: false } asked)
            return null;
        var carriers = await readers.WithAsync(asked.Request.Proposed, cancel);
        if (await ReplayWork.TakeUpAsync(database, settlement, id, TablesOf(carriers), cancel) is not { } work)
            return null;
        try
        {
            while (await StepAsync(work, carriers, most, cancel))
                told?.Invoke(work.Replay);
            return work.Replay;
        }
        catch (Exception error) when (error is PostgresException { IsTransient: false } or InvalidOperationException)
        {
            Failed(id, error);
            await work.FailAsync($"{error.GetType().Name}: see the log");
            return await store.FindAsync(id, CancellationToken.None);
        }
        finally
        {
            await work.LetGoAsync();
        }
    }

    /// <summary>One batch, tried again where a deadlock or a lost connection broke it off.</summary>
    private static async Task<bool> StepAsync(ReplayWork work, CarrierRegistry carriers, int most, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work.StepAsync(wire => ReadWires.Read(carriers, new LeasedWire(0, 0, wire)), cancel, most);
            }
            catch (NpgsqlException error) when (error.IsTransient && attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), cancel);
            }
        }
    }

    /// <summary>What a replay reads with: every carrier's table, and the builds of what reads and of what merges.</summary>
    private static string TablesOf(CarrierRegistry carriers)
    {
        var text = string.Join('\n', carriers.List().Select(carrier => $"{carrier.Profile.Id} {carrier.Codes.Version}")
            .Append(typeof(Carrier).Module.ModuleVersionId.ToString()).Append(typeof(Wire).Module.ModuleVersionId.ToString()));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Replay {Replay} failed")]
    private partial void Failed(long replay, Exception error);
}
