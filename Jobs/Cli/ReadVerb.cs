using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>read</c>: what the portal would make of payloads, one JSON object a line; no database.</summary>
public static class ReadVerb
{
    private const string Usage = "usage: Jobs read CARRIER FILE… [--push] [--status N] [--asked NUMBER…] [--received-at ISO]";

    public static Task<int> RunAsync(string[] args, CancellationToken ct) => RunAsync(args, Console.OpenStandardOutput(), Console.Error, TimeProvider.System, ct);

    /// <summary>Writes UTF-8 to <paramref name="output"/>. Returns 0 where every file was read, 2 for a wrong call.</summary>
    public static async Task<int> RunAsync(string[] args, Stream output, TextWriter errors, TimeProvider time, CancellationToken ct)
    {
        if (Parse(args, time, out var wrong) is not { } call)
        {
            await errors.WriteLineAsync(wrong);
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        var registry = new CarrierRegistry();
        if (registry.Find(call.Carrier) is not { } carrier)
        {
            await errors.WriteLineAsync($"unknown carrier {call.Carrier}; known: {string.Join(", ", registry.List().Select(known => known.Profile.Id))}");
            await errors.WriteLineAsync(Usage);
            return 2;
        }
        foreach (var file in call.Files)
        {
            if (!File.Exists(file))
            {
                await errors.WriteLineAsync($"no such file: {file}");
                await errors.WriteLineAsync(Usage);
                return 2;
            }
        }
        foreach (var file in call.Files)
        {
            var reply = carrier.Read(call.Wire with { Body = await File.ReadAllBytesAsync(file, ct) });
            await output.WriteAsync(Line(file, reply), ct);
        }
        return 0;
    }

    /// <summary>One line of UTF-8 with its line feed: the JSON of a reply.</summary>
    public static byte[] Line(string file, CarrierReply reply)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("outcome", OutcomeOf(reply));
            json.WriteStartArray("parcels");
            foreach (var result in ResultsOf(reply))
                Parcel(json, result);
            json.WriteEndArray();
            json.WriteStartArray("problems");
            foreach (var problem in ProblemsOf(reply))
                json.WriteStringValue(problem);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static string OutcomeOf(CarrierReply reply) => reply switch
    {
        CarrierReply.Throttled => "throttled",
        CarrierReply.Refused => "refused",
        CarrierReply.Unreadable => "unreadable",
        CarrierReply.Unreachable => "unreachable",
        CarrierReply.Acknowledged => "acknowledged",
        CarrierReply.Answered { Results: [] } => NameOf(NumberOutcome.Inconclusive),
        CarrierReply.Answered answered => NameOf(answered.Results.Min(result => result.Outcome)),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} has no outcome."),
    };

    /// <summary>An acknowledgement says nothing of a parcel's way, and yet names numbers.</summary>
    private static IEnumerable<NumberResult> ResultsOf(CarrierReply reply) => reply switch
    {
        CarrierReply.Answered answered => answered.Results,
        CarrierReply.Acknowledged acknowledged => acknowledged.Numbers.Select(number => new NumberResult { Number = number, Outcome = NumberOutcome.Inconclusive }),
        _ => [],
    };

    private static IEnumerable<string> ProblemsOf(CarrierReply reply) => reply switch
    {
        CarrierReply.Throttled throttled => [throttled.Why],
        CarrierReply.Refused refused => [refused.Why],
        CarrierReply.Unreadable unreadable => [unreadable.Why],
        CarrierReply.Unreachable unreachable => [unreachable.Why],
        CarrierReply.Acknowledged acknowledged => [acknowledged.What],
        CarrierReply.Answered answered => answered.Problems.Concat(answered.Results.Select(result => result.Why).OfType<string>()),
        _ => [],
    };

    private static void Parcel(Utf8JsonWriter json, NumberResult result)
    {
        var snapshot = result.Snapshot;
        json.WriteStartObject();
        json.WriteString("outcome", NameOf(result.Outcome));
        json.WriteString("trackingNumber", result.Number?.Value);
        json.WriteString("service", snapshot?.Service);
        json.WriteString("origin", snapshot?.Origin);
        json.WriteString("destination", snapshot?.Destination);
        if (snapshot?.Edd is { } edd)
        {
            json.WriteStartObject("edd");
            json.WriteString("from", LocalDatePattern.Iso.Format(edd.From));
            json.WriteString("to", LocalDatePattern.Iso.Format(edd.To));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("edd");
        }
        if (snapshot?.ProofOfDelivery is { } proof)
        {
            json.WriteStartObject("proofOfDelivery");
            json.WriteString("signedBy", proof.SignedBy);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("proofOfDelivery");
        }
        json.WriteStartArray("next");
        foreach (var next in snapshot?.Next ?? [])
        {
            json.WriteStartObject();
            json.WriteString("carrier", next.Carrier?.Value);
            json.WriteString("trackingNumber", next.Number.Value);
            json.WriteString("role", next.Role.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("events");
        foreach (var told in NewestFirst(result.Events))
            Event(json, told);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Event(Utf8JsonWriter json, TrackingEvent told)
    {
        var (said, read) = (told.Said, told.Read);
        json.WriteStartObject();
        json.WriteString("local", read.Time is { } time
            ? time.IsDateOnly ? LocalDatePattern.Iso.Format(time.Local.Date) : LocalDateTimePattern.GeneralIso.Format(time.Local)
            : null);
        json.WriteString("offset", read.Time?.Offset is { } offset ? OffsetPattern.CreateWithInvariantCulture("+HH:mm").Format(offset) : null);
        json.WriteString("instant", read.Time?.Instant is { } instant ? InstantPattern.General.Format(instant) : null);
        json.WriteString("basis", (read.Time?.Basis ?? TimeBasis.Unknown).ToString());
        json.WriteString("class", read.Class.ToString());
        json.WriteString("code", said.SubCode is null ? said.Code : $"{said.Code}/{said.SubCode}");
        json.WriteString("wording", said.Wording);
        json.WriteString("milestone", read.Milestone?.ToString());
        json.WriteString("stage", read.Milestone?.StageOf()?.ToString());
        json.WriteString("reason", read.Reason?.ToString());
        if (read.Place is { } place)
        {
            json.WriteStartObject("place");
            json.WriteString("text", place.Text);
            json.WriteString("country", place.Country);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("place");
        }
        json.WriteEndObject();
    }

    /// <summary>By instant where both have one, else by wall clock; days without an hour behind the hours of their day; unread clocks last.</summary>
    private static IEnumerable<TrackingEvent> NewestFirst(IReadOnlyList<TrackingEvent> events) => events
        .OrderByDescending(told => told.Read.Time is { } time ? time.Possible() is var span && time.Instant is { } instant ? instant : time.Local.InUtc().ToInstant() : Instant.MinValue)
        .ThenBy(told => told.Read.Time is { IsDateOnly: true });

    private static string NameOf(NumberOutcome outcome) => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());

    private sealed record Call(CarrierId Carrier, IReadOnlyList<string> Files, Wire Wire);

    private static Call? Parse(string[] args, TimeProvider time, out string wrong)
    {
        var files = new List<string>();
        var asked = new List<TrackingNumber>();
        var (push, status, receivedAt) = (false, 200, Instant.FromDateTimeOffset(time.GetUtcNow()));
        wrong = "";
        if (args.Length == 0)
        {
            wrong = "no carrier named";
            return null;
        }
        for (var i = 1; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--push":
                    push = true;
                    break;
                case "--status" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out status):
                    i++;
                    break;
                case "--received-at" when i + 1 < args.Length && OffsetDateTimePattern.Rfc3339.Parse(args[i + 1]) is { Success: true } parsed:
                    receivedAt = parsed.Value.ToInstant();
                    i++;
                    break;
                case "--asked" when i + 1 < args.Length && TrackingNumber.Find(args[i + 1]) is { } first:
                    asked.Add(first);
                    i++;
                    while (i + 1 < args.Length && !args[i + 1].StartsWith('-') && !File.Exists(args[i + 1]) && TrackingNumber.Find(args[i + 1]) is { } more)
                    {
                        asked.Add(more);
                        i++;
                    }
                    break;
                case var option when option.StartsWith("--", StringComparison.Ordinal):
                    wrong = option is "--status" or "--received-at" or "--asked" ? $"{option} wants a value it can read behind it" : $"unknown option {option}";
                    return null;
                default:
                    files.Add(args[i]);
                    break;
            }
        }
        if (files.Count == 0)
        {
            wrong = "no file named";
            return null;
        }
        var carrier = new CarrierId(args[0]);
        return new Call(carrier, files, new Wire
        {
            Carrier = carrier,
            Kind = push ? WireKind.Push : WireKind.Poll,
            ReceivedAt = receivedAt,
            Status = status,
            Asked = asked,
            Body = ReadOnlyMemory<byte>.Empty,
        });
    }
}
