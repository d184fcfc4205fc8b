using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>replay</c>: reads stored wires again and prints what changed, or with <c>--dry-run</c> what would; exit status 1 where it did not come to its end.</summary>
public static class ReplayVerb
{
    private const string Who = "command line";
    private const int Page = 500;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["data", "since", "carrier", "examples"], ["dry-run"]);
        if (arguments.Rest.Count > 0)
            throw new ArgumentException("usage: Jobs replay [--since ISO] [--carrier ID] [--dry-run] [--examples N] [--data DIR]");
        var request = new ReplayRequest
        {
            By = Who,
            Since = arguments.Find("since") is { } since ? Moment(since) : null,
            Carrier = arguments.Find("carrier") is { } carrier ? CarrierOf(carrier) : null,
            DryRun = arguments.Has("dry-run"),
        };
        var examples = arguments.FindNumber("examples", 0, ReplayStore.MostExamples) ?? 50;

        using var log = Settings.Log();
        await using var database = await Database.OpenAsync(Settings.Read(arguments), arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, cancel);
        await database.MigrateAsync(log, cancel);
        await using var provider = new ServiceCollection().AddSingleton(log).AddLogging().AddTracking(database).BuildServiceProvider();
        return await RunAsync(request, examples, provider.GetRequiredService<ReplayStore>(), provider.GetRequiredService<Replays>(), Console.Out, Console.Error, cancel);
    }

    /// <summary>Runs a replay of this request, or goes on with one of the same request that was broken off, and prints what came of it.</summary>
    public static async Task<int> RunAsync(ReplayRequest request, int examples, ReplayStore store, Replays replays, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        var replay = await store.AskAsync(request, cancel);
        if (replay is null && await store.FindRunningAsync(cancel) is { } other)
        {
            if (other.IsAtWork || other.Request.Proposed.Count > 0 || (other.Request.Since, other.Request.Carrier, other.Request.DryRun) != (request.Since, request.Carrier, request.DryRun))
            {
                await errors.WriteLineAsync($"Replay {other.Id} of {other.Request.By} has not ended{(other.IsAtWork ? "" : ", though nobody works on it")}: wait for it, or cancel it on /ops/replays.");
                return 1;
            }
            await errors.WriteLineAsync($"Replay {other.Id} was broken off: going on with it.");
            replay = other;
        }
        if (replay is null)
            return await RunAsync(request, examples, store, replays, output, errors, cancel);
        var since = Stopwatch.GetTimestamp();
        var ended = await replays.RunAsync(replay.Id, so =>
        {
            if (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(5))
                return;
            since = Stopwatch.GetTimestamp();
            errors.WriteLine(so.State is ReplayState.Reading ? $"{Number(so.WiresRead)} of {Number(so.Wires)} wires read" : $"{Number(so.ParcelsCompared)} of {Number(so.Parcels)} parcels compared");
        }, cancel);
        if (ended is not { State: ReplayState.Done })
        {
            await errors.WriteLineAsync(ended switch
            {
                null => "Another worker has taken it up: see /ops/replays.",
                { State: ReplayState.Cancelled } => $"Cancelled by {ended.CancelledBy}.",
                _ => $"It failed: {ended.Why}",
            });
            return 1;
        }
        await PrintAsync(ended, examples, store, output, cancel);
        return 0;
    }

    private static async Task PrintAsync(Replay replay, int examples, ReplayStore store, TextWriter output, CancellationToken cancel)
    {
        var dry = replay.Request.DryRun;
        await output.WriteLineAsync($"{Number(replay.WiresRead)} wires read again{(replay.WiresUnreadable > 0 ? $", {Number(replay.WiresUnreadable)} of them not readable" : "")}; "
            + (replay.WiresGone > 0 ? $"{Number(replay.WiresGone)} have aged out: what was read from them stays." : "none has aged out."));
        var would = dry ? " would change" : " changed";
        await output.WriteLineAsync($"{Number(replay.ParcelsCompared)} parcels compared:");
        await output.WriteLineAsync($"  readings  {Number(replay.ReadingsChanged)}{would}; {Number(replay.StatementsNew)} statements are new, {Number(replay.StatementsSuperseded)} superseded");
        await output.WriteLineAsync($"  timelines {Number(replay.TimelinesChanged)}{would}");
        await output.WriteLineAsync($"  stages    {Number(replay.StagesChanged)}{would}");
        await output.WriteLineAsync($"  findings  {Number(replay.FindingsOpened)} {(dry ? "would open" : "opened")}, {Number(replay.FindingsCleared)} {(dry ? "would clear" : "cleared")}, {Number(replay.FindingsChanged)} {(dry ? "would grow graver or less grave" : "grew graver or less grave")}");
        long after = 0;
        var shown = 0;
        while (shown < examples && await store.ListChangesAsync(replay.Id, after, Math.Min(Page, examples - shown), cancel) is { Count: > 0 } changes)
        {
            foreach (var change in changes)
            {
                await output.WriteLineAsync();
                await output.WriteLineAsync($"parcel {change.ParcelId}, {change.Number}: {Stage(change.StageBefore)}{(change.StageAfter == change.StageBefore ? "" : $" → {Stage(change.StageAfter)}")}{(change.Findings.Count > 0 ? "; " + string.Join(", ", change.Findings) : "")}");
                foreach (var line in change.Lines ?? [])
                {
                    if (line.Before is { } before)
                        await output.WriteLineAsync($"  - {before}");
                    if (line.After is { } now)
                        await output.WriteLineAsync($"  + {now}");
                }
            }
            shown += changes.Count;
            after = changes[^1].ParcelId;
        }
        if (shown == examples && await store.ListChangesAsync(replay.Id, after, 1, cancel) is { Count: > 0 })
            await output.WriteLineAsync($"\n… and more: see /ops/replays/{replay.Id}, or ask for more with --examples N.");
    }

    private static string Stage(string? stage) => stage ?? "nothing heard";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static CarrierId CarrierOf(string id)
    {
        var registry = new CarrierRegistry();
        return registry.Find(new CarrierId(id)) is { } carrier
            ? carrier.Profile.Id
            : throw new ArgumentException($"--carrier {id} is none. Known: {string.Join(", ", registry.List().Select(known => known.Profile.Id))}.");
    }

    private static Instant Moment(string text) =>
        OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } moment ? moment.Value.ToInstant()
        : LocalDatePattern.Iso.Parse(text) is { Success: true } day ? day.Value.AtMidnight().InUtc().ToInstant()
        : throw new ArgumentException($"--since {text} is no moment: write it as 2026-11-01 or 2026-11-01T08:00:00Z.");
}
