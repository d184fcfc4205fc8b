using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;

namespace Tracking.Bench;

/// <summary>How fast a carrier's payloads are read, its fixtures again and again on one core, against only taking the same bytes apart.</summary>
public static class ReadBench
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(300);

    public static Task<BenchRow> ReadAsync(Carrier carrier)
    {
        var wires = Wires(carrier);
        long Read() => wires.Sum(wire => carrier.Read(wire) is CarrierReply.Answered answered ? answered.Results.Sum(result => (long)result.Events.Count) : 0);
        long Parse() => wires.Count(wire => IsParsed(wire.Body));
        var events = Read();
        Parse();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        // In turn, so that a machine that grows slower is so for both.
        var (reads, parses) = (new List<double>(), new List<double>());
        for (var round = 0; round < 5; round++)
        {
            reads.Add(Rate(Read, wires.Count));
            parses.Add(Rate(Parse, wires.Count));
        }
        reads.Sort();
        parses.Sort();
        return Task.FromResult(new BenchRow(
            $"read {carrier.Profile.Id}",
            string.Create(CultureInfo.InvariantCulture, $"{reads[2]:N0} payloads/s, {(events == 0 ? "no events" : $"{bytes / events:N0} B/event")}"),
            string.Create(CultureInfo.InvariantCulture, $"parsing alone: {parses[2]:N0}/s"),
            reads[2] / parses[2]));
    }

    private static double Rate(Func<long> work, int wires)
    {
        var (since, times) = (Stopwatch.GetTimestamp(), 0);
        do
        {
            work();
            times++;
        }
        while (Stopwatch.GetElapsedTime(since) < Slice);
        return times * wires / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static bool IsParsed(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (body.Span.IndexOf((byte)'<') is 0 or 3)
            {
                using var reader = XmlReader.Create(new MemoryStream(body.ToArray()));
                while (reader.Read())
                {
                }
            }
            else
            {
                JsonDocument.Parse(body).Dispose();
            }
            return true;
        }
        catch (Exception error) when (error is JsonException or XmlException)
        {
            return false;
        }
    }

    private static List<Wire> Wires(Carrier carrier, [CallerFilePath] string here = "") =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Carriers", carrier.GetType().Namespace!.Split('.')[^1], "fixtures"))
            .Where(path => !path.EndsWith(".expected.txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(path => new Wire
            {
                Carrier = carrier.Profile.Id,
                Kind = Path.GetFileName(path).Contains(".push.", StringComparison.Ordinal) ? WireKind.Push : WireKind.Poll,
                ReceivedAt = Instant.FromUtc(2026, 11, 23, 12, 0),
                Body = File.ReadAllBytes(path),
            }),
    ];
}
