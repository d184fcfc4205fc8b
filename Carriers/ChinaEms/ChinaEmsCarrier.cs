using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.ChinaEms;

/// <summary>
/// China Post and its EMS: the customers' interface, asked for one number in a form with a digest, its pushes of traces, and the older answers of time, address and remark in XML
/// or JSON. Known from others' programs [T] and recalled [R]: host and key are each customer's own.
/// </summary>
public sealed partial class ChinaEmsCarrier : Carrier
{
    public static readonly CarrierId Id = new("china-ems");
    private static readonly LocalDateTimePattern Compact = LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMddHHmmss");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "China Post EMS",
        OffBecause = "China Post gives each customer an address and a key of its own; set Carriers:china-ems:BaseAddress to yours",
        Needs = ["SendId", "Key"],
        BatchSize = 1,
        Push = new PushProfile
        {
            Proof = new EmsDigest(),
            Trust = Trust.Hint,
            MediaTypes = ["application/x-www-form-urlencoded"],
            Status = 200,
            Body = """{"receiveID":"JDPT","responseState":true,"errorDesc":""}""",
        },
        Clock = "Beijing time by rule of the carrier; abroad the zone of the country",
        TrackingPage = "https://www.ems.com.cn/english/?mailNum={number}",
        Numbers =
        [
            new(Express(), "S10 of EMS issued by China", 0.9, number => S10.Find(number) is not null),
            new(Registered(), "S10 of registered post or a parcel issued by China", 0.7, number => S10.Find(number) is not null),
            new(FromChina(), "S10 issued by China", 0.55, number => S10.Find(number) is not null),
            new(AtHome(), "thirteen digits of China Post", 0.4),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var message = JsonSerializer.Serialize(new { traceNo = batch.Numbers[0].Number.Value });
        var sender = batch.Account["SendId"];
        return new(HttpMethod.Post, "querypush-twswn/mailTrack/queryMailTrackWn/plus")
        {
            Content = new FormUrlEncodedContent(
            [
                new("sendID", sender),
                new("proviceNo", "99"),
                new("msgKind", $"{sender}_JDPT_TRACE"),
                new("serialNo", batch.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
                new("sendDate", Compact.Format(batch.At.InZone(Clocks.Beijing).LocalDateTime)),
                new("receiveID", "JDPT"),
                new("batchNo", "999"),
                new("dataType", "1"),
                new("dataDigest", EmsDigest.Of(message, batch.Account["Key"])),
                new("msgBody", Uri.EscapeDataString(message)),
            ]),
        };
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        if (WireMarkup.RootOf(wire.Body) is not null)
            return Xml(wire);
        var root = WireJson.Parse(EmsDigest.MessageIn(wire.Body.Span) is { } message ? Encoding.UTF8.GetBytes(message) : wire.Body);
        var list = root.At("responseItems").IsSaid() ? "responseItems" : "traces";
        var traces = root.Objects(list).ToList();
        if (traces.Count > 0)
        {
            return Answer(traces.Select(trace => (Number: trace.TrackingNumber("traceNo") ?? trace.TrackingNumber("mailNo") ?? trace.TrackingNumber("waybillNo"),
                Told: new Told(trace.Label("opTime") ?? trace.Label("acceptTime"), trace.Label("opCode"), trace.Text("opDesc") ?? trace.Text("remark") ?? trace.Text("opName"),
                    trace.Label("acceptAddress") ?? Places.Of(trace.Label("opOrgCity"), null, null, null, trace.Label("opOrgName"))?.Text, trace.Label("opOrgProvName")))), wire);
        }
        return root.Flag("responseState") is true || root.At(list).ValueKind == JsonValueKind.Array ? Nothing("an empty list", wire)
            : root.Flag("responseState") is false || root.Text("errorDesc") is not null ? Failure(root.Text("errorDesc"), wire)
            : new CarrierReply.Unreadable("neither traces nor an error");
    }

    private CarrierReply Xml(Wire wire)
    {
        var root = WireXml.Parse(wire.Body);
        var traces = root.Deep("trace").Select(trace => (Number: trace.TrackingNumber("mailNo"),
            Told: new Told(trace.Label("acceptTime"), null, trace.Text("remark"), trace.Label("acceptAddress"), null))).ToList();
        return traces.Count > 0 ? Answer(traces, wire)
            : root.IsNamed("traces") ? Nothing("an empty list", wire)
            : (root.Text("errordesc") ?? root.Text("description") ?? root.Text("message")) is { } error ? Failure(error, wire)
            : new CarrierReply.Unreadable("neither traces nor an error");
    }

    private static CarrierReply.Answered Nothing(string why, Wire wire) =>
        new([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty().Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.NotFound, Why = why })]);

    private static CarrierReply Failure(string? message, Wire wire) => message switch
    {
        null => new CarrierReply.Answered([]) { Problems = ["an error without words"] },
        _ when Refusal().IsMatch(message) => new CarrierReply.Refused(message),
        _ when NotFound().IsMatch(message) => Nothing(message, wire),
        _ => new CarrierReply.Answered([]) { Problems = [message] },
    };

    /// <summary>One result a number; the older answers do not repeat theirs.</summary>
    private CarrierReply.Answered Answer(IEnumerable<(TrackingNumber? Number, Told Told)> traces, Wire wire)
    {
        var results = traces.GroupBy(trace => trace.Number ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)).Select(same => new NumberResult
        {
            Number = same.Key,
            Outcome = NumberOutcome.Tracked,
            Events = [.. same.Select(trace => Scan(trace.Told, same.Key ?? default)).DistinctBy(told => told.Key)],
        }).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    private TrackingEvent Scan(Told told, TrackingNumber number)
    {
        var country = CountryNames.Find(told.Place) ?? CountryNames.Find(told.Province);
        var place = told.Place ?? told.Province;
        // Scans of the post abroad are local there, and only their country tells which time that is.
        var clock = country is not null and not "CN" ? Clocks.OfPlace(told.Clock, country)
            : country is null && told.Code is not null && Inward().IsMatch(told.Code) ? Clocks.Unplaced(told.Clock)
            : Clocks.OfCarrier(told.Clock, Clocks.Beijing);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = told.Code,
                Wording = told.Words,
                Language = told.Words is null ? null : told.Words.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh" : "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = place,
            },
            Read = Meaning(told.Code, told.Words) with
            {
                Time = clock.Time,
                Place = place is null ? null : new Place { Text = place, Country = country, Region = told.Province, Facility = told.Place },
            },
        };
    }

    /// <summary>"Transport" is told by its words; why a delivery failed too.</summary>
    private Reading Meaning(string? code, string? words)
    {
        var phrase = Codes.ReadPhrase(words);
        if (code is null || (code is "20" && phrase.Milestone is not null))
            return phrase;
        var read = Codes.Read(code);
        return read is { Milestone: Milestone.AttemptFailed, Reason: null } && phrase.Reason is { } reason ? read with { Reason = reason } : read;
    }

    private readonly record struct Told(string? Clock, string? Code, string? Words, string? Place, string? Province);

    [GeneratedRegex("^(?:EM[DEFGHI]|ED[A-H])$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Inward();

    [GeneratedRegex("^E[A-Z][0-9]{9}CN$", RegexOptions.NonBacktracking)]
    private static partial Regex Express();

    [GeneratedRegex("^[RCV][A-Z][0-9]{9}CN$", RegexOptions.NonBacktracking)]
    private static partial Regex Registered();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}CN$", RegexOptions.NonBacktracking)]
    private static partial Regex FromChina();

    [GeneratedRegex("^(?:1[0-2]|9[0-9])[0-9]{11}$", RegexOptions.NonBacktracking)]
    private static partial Regex AtHome();

    [GeneratedRegex("签名|密钥|授权|权限|非法的用户|\\bsign(?:ature)?\\b|\\b(?:un)?auth", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Refusal();

    [GeneratedRegex("未查|查无|无轨迹|不存在|没有|not (?:found|exist)|no (?:data|record|trace)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NotFound();
}
