using System.Runtime.InteropServices;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Jobs.Cli;

namespace Tracking.Jobs;

static class Program
{
    /// <summary>Every verb of the command line: its handler takes the arguments behind it and gives the exit status.</summary>
    private static readonly SortedDictionary<string, Func<string[], CancellationToken, Task<int>>> Verbs = new(StringComparer.Ordinal)
    {
        ["backtest"] = BacktestVerb.RunAsync,
        ["detect"] = DetectVerb.RunAsync,
        ["doctor"] = DoctorVerb.RunAsync,
        ["erase"] = EraseVerb.RunAsync,
        ["evidence-keys"] = EvidenceKeysVerb.RunAsync,
        ["import"] = ImportVerb.RunAsync,
        ["key"] = KeyVerb.RunAsync,
        ["migrate"] = MigrateVerb.RunAsync,
        ["new-carrier"] = NewCarrierVerb.RunAsync,
        ["read"] = ReadVerb.RunAsync,
        ["replay"] = ReplayVerb.RunAsync,
        ["sandbox"] = SandboxVerb.RunAsync,
        ["verify"] = VerifyVerb.RunAsync,
        ["work"] = WorkVerb.RunAsync,
    };

    static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        if (args is not [var verb, ..] || !Verbs.TryGetValue(verb, out var run))
        {
            await Console.Error.WriteLineAsync($"usage: Jobs VERB …, where VERB is one of: {string.Join(", ", Verbs.Keys)}");
            return 2;
        }
        try
        {
            return await run(args[1..], stop.Token);
        }
        catch (ArgumentException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception error) when (error is PostgresMissingException or InvalidOperationException or NpgsqlException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return error is PostgresMissingException ? 3 : 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
