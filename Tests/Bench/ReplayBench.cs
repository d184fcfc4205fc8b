using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Core.Events;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Bench;

/// <summary>A dry replay of a million wires that changes a reading of every parcel: whether memory grows on the way.</summary>
public static class ReplayBench
{
    private const int Wires = 1_000_000;
    private const int ParcelsAtATime = 5_000;

    /// <summary>Memory is what lives on the heap after a collection, at every twentieth of the way; the most of it is held against the first twentieth.</summary>
    public static async Task<BenchRow> MillionAsync(CancellationToken cancel)
    {
        await using var app = await App.StartAsync(cancel, orders: 0);
        for (var (wires, parcels) = (0, 0); wires < Wires; parcels += ParcelsAtATime)
        {
            wires += await app.FillAsync(parcels, ParcelsAtATime, cancel);
            if (parcels % (4 * ParcelsAtATime) == 0)
                Console.Error.WriteLine($"  {wires:N0} wires stored");
        }
        var asked = await app.Services.GetRequiredService<ReplayStore>().AskAsync(new ReplayRequest
        {
            By = "bench",
            DryRun = true,
            Proposed = [new StoredCodeRow { Carrier = new("fedex"), Code = "AR", Milestone = Milestone.ArrivedInwardOffice, Note = "tried out" }],
        }, cancel) ?? throw new InvalidOperationException("Another replay has not ended.");
        var (memory, next, since) = (new List<double>(), 0.05, Stopwatch.GetTimestamp());
        var ended = await app.Services.GetRequiredService<Replays>().RunAsync(asked.Id, so =>
        {
            if (so.Progress < next)
                return;
            next += 0.05;
            memory.Add(GC.GetTotalMemory(forceFullCollection: true) / 1048576.0);
            Console.Error.WriteLine($"  {so.WiresRead:N0} wires read, {so.ParcelsCompared:N0} parcels compared: {memory[^1]:0.0} MB live, {App.Resident():0} MB resident");
        }, cancel) ?? throw new InvalidOperationException("The replay was taken over.");
        if ((ended.State, ended.WiresRead >= Wires, ended.TimelinesChanged) != (ReplayState.Done, true, ended.Parcels))
            throw new InvalidOperationException($"{ended.State}: {ended.WiresRead} wires read, {ended.TimelinesChanged} of {ended.Parcels} timelines would change. {ended.Why}");
        var rate = ended.WiresRead / Stopwatch.GetElapsedTime(since).TotalSeconds;
        return new("dry replay of a million wires", string.Create(CultureInfo.InvariantCulture, $"{memory.Max():0.0} MB at most, {rate:N0} wires/s"),
            string.Create(CultureInfo.InvariantCulture, $"after a twentieth of it: {memory[0]:0.0} MB"), memory[0] / memory.Max());
    }
}
