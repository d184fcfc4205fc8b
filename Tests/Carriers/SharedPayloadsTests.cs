using System.Globalization;
using System.Text.Json;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Carriers;

/// <summary>
/// Recorded payloads that are not part of this repository: the folder named by <c>TRACKING_PAYLOADS</c>, else <c>../shared/payloads</c> beside it.
/// Its <c>expected.json</c> says per file what a right reader finds; a key that is left out is not judged, nor is a null other than of <c>offset</c> and <c>latest</c>.
/// </summary>
public sealed class SharedPayloadsTests
{
    private static string Folder { get; } = Environment.GetEnvironmentVariable("TRACKING_PAYLOADS") is { Length: > 0 } named
        ? named : Path.Combine(Fixture.RepositoryFolder(), "..", "shared", "payloads");

    private static string Answers { get; } = Path.Combine(Folder, "expected.json");

    /// <summary>What the key has wrong, by the payload's own words: the clock beside +08:00 stands next to "at 1:03 pm in UPPER MARLBORO, MD".</summary>
    private static readonly HashSet<(string File, string Difference)> HeldWrong =
    [
        ("yanwen/api_valid_tracking.json", "latest at 2017-07-26T13:03:00: offset null, not +08:00"),
    ];

    [Fact]
    public void Every_recorded_payload_reads_as_its_key_says()
    {
        Assert.SkipUnless(File.Exists(Answers), "no folder of recorded payloads");
        using var key = JsonDocument.Parse(File.ReadAllText(Answers));
        var registry = new CarrierRegistry();
        var wrong = new List<string>();
        var read = 0;
        foreach (var entry in key.RootElement.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Object && entry.Name.Contains('/')))
        {
            var file = Path.Combine(Folder, entry.Name);
            if (registry.Find(new(entry.Name.Split('/')[0].Replace('_', '-'))) is not { } carrier || !File.Exists(file))
                continue;
            read++;
            foreach (var kind in KindsOf(entry.Name))
            {
                var reply = carrier.Read(new Wire { Carrier = carrier.Profile.Id, Kind = kind, ReceivedAt = Fixture.ReceivedAt, Body = File.ReadAllBytes(file) });
                wrong.AddRange(Compare(entry.Name, entry.Value, reply).Where(difference => !HeldWrong.Contains((entry.Name, difference))).Select(difference => $"{entry.Name} as {kind}: {difference}"));
            }
        }
        Assert.True(wrong.Count == 0, $"{read} payloads read, {wrong.Count} differences:\n{string.Join('\n', wrong)}");
        Assert.True(read > 0);
    }

    private static WireKind[] KindsOf(string name) =>
        name.Contains("push", StringComparison.Ordinal) || name.Contains("webhook", StringComparison.Ordinal) ? [WireKind.Push] : [WireKind.Poll];

    private static IEnumerable<string> Compare(string name, JsonElement key, CarrierReply reply)
    {
        var retired = Text(key, "format") == "retired";
        // Yanwen's API before is read all the same: parcels are still told by it.
        if (retired && !name.StartsWith("yanwen/", StringComparison.Ordinal))
        {
            if (reply is not CarrierReply.Unreadable { Why: "retired format" })
                yield return $"retired, but read as {reply}";
            yield break;
        }
        if (!retired && Text(key, "format") != "current")
            yield break;
        if (Text(key, "outcome") is { } outcome && outcome != OutcomeOf(reply))
            yield return $"outcome {OutcomeOf(reply)}, not {outcome}: {Fixture.Render(reply)}";
        var results = reply is CarrierReply.Answered answered ? answered.Results : [];
        var spokenOf = reply is CarrierReply.Acknowledged acknowledged ? acknowledged.Numbers.Count : results.Count;
        if (Number(key, "parcels") is { } parcels && parcels != spokenOf)
            yield return $"{spokenOf} parcels, not {parcels}";
        var events = results.SelectMany(result => result.Events).ToList();
        if (Number(key, "events") is { } count && count != events.Count)
            yield return $"{events.Count} events, not {count}";
        if (Text(key, "first") is { } first && events.Count > 0 && !Same(first, Ordered(events)[0]))
            yield return $"first {Ordered(events)[0].Said.WallClock}, not {first}";
        if (key.TryGetProperty("latest", out var latest) && latest.ValueKind == JsonValueKind.Object && events.Count > 0)
        {
            foreach (var difference in Latest(latest, Ordered(events)))
                yield return difference;
        }
        if (key.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.Array)
        {
            var wanted = next.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetProperty("trackingNumber").GetString()!).Order().ToList();
            var found = results.SelectMany(result => result.Snapshot?.Next ?? []).Select(number => number.Number.Value).Distinct().Order().ToList();
            if (!wanted.SequenceEqual(found))
                yield return $"next {string.Join(' ', found)}, not {string.Join(' ', wanted)}";
        }
    }

    /// <summary>Several statements can share the newest clock: one of them must be as the key says.</summary>
    private static IEnumerable<string> Latest(JsonElement latest, List<TrackingEvent> ordered)
    {
        var local = Text(latest, "local");
        var newest = local is null ? [ordered[^1]] : ordered.Where(told => Same(local, told)).ToList();
        if (newest.Count == 0 || (local is not null && !Same(local, ordered[^1])))
        {
            yield return $"latest {ordered[^1].Said.WallClock}, not {local}";
            yield break;
        }
        var differences = newest.Select(told => string.Join(", ", Fields(latest, told))).ToList();
        if (!differences.Contains(""))
            yield return $"latest at {local}: {differences[0]}";
    }

    private static IEnumerable<string> Fields(JsonElement latest, TrackingEvent told)
    {
        // Where a reader assumes a zone against the carrier's word, the key only tells that word.
        if (told.Read.Time is not { Basis: TimeBasis.Assumed } && latest.TryGetProperty("offset", out var offset) && OffsetOf(told) != (offset.ValueKind == JsonValueKind.Null ? null : Clocks.Offset(offset.GetString())))
            yield return $"offset {OffsetOf(told)?.ToString() ?? "null"}, not {offset}";
        if (Text(latest, "stage") is { } stage && stage != told.Read.Milestone?.StageOf()?.ToString())
            yield return $"stage {told.Read.Milestone?.StageOf()?.ToString() ?? "null"}, not {stage}";
        if (Text(latest, "milestone") is { } milestone && milestone != told.Read.Milestone?.ToString())
            yield return $"milestone {told.Read.Milestone?.ToString() ?? "null"}, not {milestone}";
    }

    // The key has the offset as stated: one that we took from the place or assumed was not.
    private static Offset? OffsetOf(TrackingEvent told) => told.Read.Time is { Basis: TimeBasis.Stated, Offset: { } offset } ? offset : null;

    private static List<TrackingEvent> Ordered(List<TrackingEvent> events) =>
        [.. events.OrderBy(told => told.Read.Time is { } time ? time.Instant ?? time.Local.InUtc().ToInstant() : Instant.MinValue)];

    /// <summary>The same wall clock, as far as the key prints it.</summary>
    private static bool Same(string printed, TrackingEvent told) => told.Read.Time is { } time
        && time.Local.ToString("uuuu-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture).StartsWith(printed, StringComparison.Ordinal);

    private static string OutcomeOf(CarrierReply reply) => reply switch
    {
        CarrierReply.Answered { Results: [] } => "inconclusive",
        CarrierReply.Answered answered => char.ToLowerInvariant(answered.Results.Min(result => result.Outcome).ToString()[0]) + answered.Results.Min(result => result.Outcome).ToString()[1..],
        _ => reply.GetType().Name.ToLowerInvariant(),
    };

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
