using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.SfExpress;

/// <summary>
/// SF Express and SF International: one address for all questions, each a form with a digest; the answer holds JSON as a text inside JSON. Without the last digits of a telephone
/// number it answers with an empty list. Sources: SF's Java SDK; codes marked [R] are recalled.
/// </summary>
public sealed partial class SfExpressCarrier : Carrier
{
    public static readonly CarrierId Id = new("sf-express");

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "SF Express",
        BaseAddress = new("https://sfapi.sf-express.com/"),
        Needs = ["PartnerId", "Checkword"],
        Wants = [AskField.PhoneTail],
        BatchSize = 10,
        EnrolSize = 1,
        AnswersStrangers = true,
        Push = new PushProfile
        {
            Proof = new SfDigest(),
            Trust = Trust.Hint,
            MediaTypes = ["application/x-www-form-urlencoded"],
            Status = 200,
            Body = """{"return_code":"0000","return_msg":"成功"}""",
        },
        Clock = "Beijing time by rule of the carrier; abroad the zone of the place",
        TrackingPage = "https://www.sf-express.com/we/ow/chn/en/waybill/waybill-detail/{number}",
        Numbers = [new(Prefixed(), "SF Express waybill", 0.95), new(Twelve(), "twelve digits, as SF Express had them", 0.2)],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var message = new JsonObject
        {
            ["language"] = "0",
            ["trackingType"] = 1,
            ["trackingNumber"] = new JsonArray([.. batch.Numbers.Select(asked => (JsonNode)asked.Number.Value)]),
            ["methodType"] = 1,
        };
        // One for each number, in their order [R].
        if (batch.Numbers.All(asked => asked.PhoneTail is not null))
            message["checkPhoneNo"] = string.Join(',', batch.Numbers.Select(asked => asked.PhoneTail));
        return Signed("EXP_RECE_SEARCH_ROUTES", message, batch);
    }

    /// <summary>Registers one waybill so that its scans are pushed [R]; where to is set in SF's own portal.</summary>
    public override HttpRequestMessage? Enrol(AskBatch batch)
    {
        if (batch.PushAddress is null)
            return null;
        var message = new JsonObject { ["type"] = "2", ["attributeNo"] = batch.Numbers[0].Number.Value, ["language"] = "0", ["country"] = "CN" };
        if (batch.Numbers[0].PhoneTail is { } tail)
            message["checkPhoneNo"] = tail;
        return Signed("EXP_RECE_REGISTER_ROUTE", message, batch);
    }

    private static HttpRequestMessage Signed(string service, JsonObject message, AskBatch batch)
    {
        var text = message.ToJsonString(Plain);
        var timestamp = batch.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        // The same question at the same moment has the same id, and no other has.
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(service + timestamp + text)).AsSpan(0, 16));
        return new(HttpMethod.Post, "std/service")
        {
            Content = new FormUrlEncodedContent(
            [
                new("partnerID", batch.Account["PartnerId"]),
                new("requestID", id.ToString("D")),
                new("serviceCode", service),
                new("timestamp", timestamp),
                new("msgDigest", Convert.ToBase64String(SfDigest.Of(text, timestamp, batch.Account["Checkword"]))),
                new("msgData", text),
            ]),
        };
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        if (WireMarkup.RootOf(wire.Body) is "Request" or "Response")
            return new CarrierReply.Unreadable("retired format");
        var root = WireJson.Parse(FormFields.Find(wire.Body.Span, "msgData") is { } message ? Encoding.UTF8.GetBytes(message) : wire.Body);
        if (Pushed(root, wire) is { Count: > 0 } pushed)
            return new CarrierReply.Answered(pushed);
        var outer = root.Label("apiResultCode");
        if (outer is not null and not "A1000")
            return Failure(outer, root.Text("apiErrorMsg"));
        // The result is JSON in a text, of any length.
        var data = root.At("apiResultData");
        var inner = data.ValueKind == JsonValueKind.String ? WireJson.Parse(Encoding.UTF8.GetBytes(data.GetString()!)) : data.IsSaid() ? data : root;
        var answers = inner.Objects("msgData", "routeResps").ToList();
        if (answers.Count > 0)
            return Answer(answers, wire);
        var why = $"{inner.Label("errorCode")} {inner.Text("errorMsg")}".Trim();
        return inner.Flag("success") switch
        {
            true when inner.At("msgData", "routeResps").ValueKind == JsonValueKind.Array => new CarrierReply.Answered([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty().Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.NotFound, Why = "an empty list" })]),
            true => new CarrierReply.Acknowledged("subscribed") { Numbers = wire.Asked },
            false => new CarrierReply.Answered([]) { Problems = [why] },
            null => new CarrierReply.Unreadable("neither routes nor a result code"),
        };
    }

    /// <summary>The API's own codes [R].</summary>
    private static CarrierReply Failure(string code, string? message)
    {
        var why = $"{code} {message}".TrimEnd();
        return code switch
        {
            "A1003" or "A1004" or "A1006" or "A1008" or "A1011" or "A1012" => new CarrierReply.Refused(why),
            "A1005" => new CarrierReply.Throttled(null, why),
            "A1009" or "A1099" => new CarrierReply.Unreachable(why),
            _ => new CarrierReply.Answered([]) { Problems = [why] },
        };
    }

    private CarrierReply.Answered Answer(List<JsonElement> answers, Wire wire)
    {
        var results = answers.Select(answer => One(answer.TrackingNumber("mailNo") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null), answer.Objects("routes"), wire)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    /// <summary>Scans of any numbers, one by one: each number's are its result.</summary>
    private List<NumberResult> Pushed(JsonElement root, Wire wire) =>
    [
        .. root.Objects("Body", "WaybillRoute").Concat(root.Objects("WaybillRoute")).GroupBy(route => route.TrackingNumber("mailno") ?? route.TrackingNumber("mailNo"))
            .Select(scans => One(scans.Key, scans, wire)),
    ];

    private NumberResult One(TrackingNumber? told, IEnumerable<JsonElement> routes, Wire wire)
    {
        if (told is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "routes without a number" };
        var events = routes.Select(route => Scan(route, number)).DistinctBy(scan => scan.Key).ToList();
        if (events.Count == 0)
            return new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "an empty list: unknown, or its telephone number ends otherwise" };
        var next = events.Select(scan => Next(scan.Said.Wording, number)).OfType<NextNumber>().DistinctBy(other => other.Number).ToList();
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Snapshot = next.Count == 0 ? null : new Snapshot { Source = Id, Number = number, ReceivedAt = wire.ReceivedAt, Next = next },
        };
    }

    private TrackingEvent Scan(JsonElement route, TrackingNumber number)
    {
        var (code, first) = (route.Label("opCode"), route.Label("firstStatusCode"));
        var words = route.Text("remark") ?? route.Text("secondaryStatusName") ?? route.Text("firstStatusName");
        var place = route.Label("acceptAddress");
        var country = CountryNames.Find(place);
        var clock = country is null or "CN" ? Clocks.OfCarrier(route.Label("acceptTime"), Clocks.Beijing) : Clocks.OfPlace(route.Label("acceptTime"), country);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code ?? first,
                SubCode = code is null ? null : first,
                Wording = words,
                Language = words is null ? null : words.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh" : "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = place,
            },
            Read = Meaning(code, first, route.Label("secondaryStatusName") ?? route.Label("reasonName"), words) with { Time = clock.Time, Place = place is null ? null : new Place { Text = place, Country = country } },
        };
    }

    /// <summary>Customs are only told by the first status; else the operation decides, then the first status. Why a delivery failed stands in words.</summary>
    private Reading Meaning(string? code, string? first, string? second, string? words)
    {
        var reading = first is "204" or "205" ? Codes.Read("first " + first)
            : Codes.Find(code) is not null ? Codes.Read(code, words?.Contains("分配", StringComparison.Ordinal) is true ? "assigning" : null)
            : first is not null && Codes.Find("first " + first) is not null ? Codes.Read("first " + first)
            : code is null ? Codes.ReadPhrase(words)
            : Codes.Read(code);
        return reading is { Milestone: Milestone.AttemptFailed, Reason: null } && (Codes.ReadPhrase(second).Reason ?? Codes.ReadPhrase(words).Reason) is { } reason ? reading with { Reason = reason } : reading;
    }

    private static NextNumber? Next(string? words, TrackingNumber own) =>
        words is not null && NewNumber().Match(words) is { Success: true } match && TrackingNumber.Find(match.Groups["number"].Value) is { } next && next != own
            ? new NextNumber(next.Value.StartsWith("SF", StringComparison.Ordinal) ? Id : Partners.Find(null, next), next, LegRole.WholeWay) : null;

    [GeneratedRegex("^SF[0-9]{12,15}$", RegexOptions.NonBacktracking)]
    private static partial Regex Prefixed();

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.NonBacktracking)]
    private static partial Regex Twelve();

    [GeneratedRegex("新单号[^0-9A-Za-z]{0,6}(?<number>[A-Z]{0,4}[0-9]{9,20})", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NewNumber();
}
