using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.JtExpress;

/// <summary>
/// J&amp;T Express by its open platform: one host and key for each country, so it is asked only where an address is configured. Scans have a type by name, and in some countries by
/// number; the numbers of one country mean other things in another, so the name decides. Source: the platform's documentation (Egypt), others' programs for other countries [T].
/// </summary>
public sealed partial class JtExpressCarrier : Carrier
{
    public static readonly CarrierId Id = new("jt-express");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "J&T Express",
        OffBecause = "it has an open platform of its own in each country; set Carriers:jt-express:BaseAddress to yours",
        Needs = ["ApiAccount", "PrivateKey"],
        BatchSize = 30,
        Push = new PushProfile
        {
            Proof = new FormDigest("bizContent", "digest", DigestEncoding.Base64, InHeader: true),
            Trust = Trust.Hint,
            MediaTypes = ["application/x-www-form-urlencoded"],
            Status = 200,
            Body = """{"code":"1","msg":"success","data":"SUCCESS"}""",
        },
        Clock = "zone of the country whose numbers look like that, else unknown",
        Numbers =
        [
            new(Egypt(), "J&T Express in Egypt", 0.9),
            new(China(), "J&T Express in China", 0.85),
            new(Indonesia(), "J&T Express in Indonesia", 0.5),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var content = JsonSerializer.Serialize(new { billCodes = string.Join(',', batch.Numbers.Select(asked => asked.Number.Value)) });
        var request = new HttpRequestMessage(HttpMethod.Post, "api/logistics/trace") { Content = new FormUrlEncodedContent([new("bizContent", content)]) };
        request.Headers.Add("apiAccount", batch.Account["ApiAccount"]);
        request.Headers.Add("digest", Convert.ToBase64String(FormDigest.Of(batch.Account["PrivateKey"], Encoding.UTF8.GetBytes(content))));
        request.Headers.Add("timestamp", batch.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(FormFields.Find(wire.Body.Span, "bizContent") is { } content ? Encoding.UTF8.GetBytes(content) : wire.Body);
        var parcels = root.Objects("data").Where(IsParcel).ToList();
        if (parcels.Count == 0)
            parcels = [.. root.Objects().Where(IsParcel)];
        if (parcels.Count > 0)
            return Answer(parcels, wire);
        var code = root.Label("code");
        var why = $"{code} {root.Text("msg")}".Trim();
        if (code is null)
            return new CarrierReply.Unreadable("neither parcels nor a code");
        if (code is "1" || NotFound().IsMatch(why))
        {
            return new CarrierReply.Answered([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty()
                .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.NotFound, Why = code is "1" ? "an empty list" : why })]);
        }
        return code switch
        {
            // Account, right, digest [R]; customer code or password [T].
            "145003010" or "145003012" or "145003030" or "999001030" => new CarrierReply.Refused(why),
            _ when Unauthorised().IsMatch(why) => new CarrierReply.Refused(why),
            _ when Often().IsMatch(why) => new CarrierReply.Throttled(null, why),
            _ => new CarrierReply.Answered([]) { Problems = [why] },
        };
    }

    private static bool IsParcel(JsonElement json) => json.Label("billCode") is not null || json.At("details").ValueKind is JsonValueKind.Array or JsonValueKind.Object;

    private CarrierReply.Answered Answer(List<JsonElement> parcels, Wire wire)
    {
        var results = parcels.Select(parcel => One(parcel, wire)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    private NumberResult One(JsonElement parcel, Wire wire)
    {
        if ((parcel.TrackingNumber("billCode") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a parcel without a number" };
        var events = parcel.Objects("details").Select(scan => Scan(scan, number)).DistinctBy(told => told.Key).ToList();
        return events.Count == 0
            ? new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "an empty list" }
            : new NumberResult { Number = number, Outcome = NumberOutcome.Tracked, Events = events };
    }

    private TrackingEvent Scan(JsonElement scan, TrackingNumber number)
    {
        var (name, code) = (scan.Label("scanType") ?? scan.Label("scanTypeName"), scan.Label("scanTypeCode"));
        var (words, problem) = (scan.Text("desc"), scan.Label("problemReason") ?? scan.Label("remark"));
        var country = CountryOf(number);
        var clock = Clocks.OfPlace(scan.Label("scanTime"), country);
        var place = Places.Of(scan.Label("scanNetworkCity"), scan.Label("scanNetworkProvince"), null, country, scan.Label("scanNetworkName"));
        if (scan.Label("scanNetworkCity") is null && scan.Label("scanNetworkProvince") is null && scan.Label("scanNetworkName") is null)
            place = null;
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = name ?? code,
                Wording = words,
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = place?.Text,
            },
            Read = Meaning(name, code, problem, words) with { Time = clock.Time, Place = place },
        };
    }

    private Reading Meaning(string? name, string? code, string? problem, string? words)
    {
        var read = Codes.Find(name) is not null || code is null ? Codes.Read(name) : Codes.Read(code);
        if (name is null && code is null)
            read = Codes.ReadPhrase(words);
        return read is { Milestone: Milestone.AttemptFailed, Reason: null } && (Codes.ReadPhrase(problem).Reason ?? Codes.ReadPhrase(words).Reason) is { } reason ? read with { Reason = reason } : read;
    }

    /// <summary>The country that a number's form tells; null for the forms that several share.</summary>
    private static string? CountryOf(TrackingNumber number) => Egypt().IsMatch(number.Value) ? "EG" : China().IsMatch(number.Value) ? "CN" : null;

    [GeneratedRegex("^UEG[0-9]{12}$", RegexOptions.NonBacktracking)]
    private static partial Regex Egypt();

    [GeneratedRegex("^JT[0-9]{13}$", RegexOptions.NonBacktracking)]
    private static partial Regex China();

    [GeneratedRegex("^J[A-Z][0-9]{10}$", RegexOptions.NonBacktracking)]
    private static partial Regex Indonesia();

    [GeneratedRegex("not (?:found|exist)|no data|不存在|未找到|查无|无数据|无轨迹", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NotFound();

    [GeneratedRegex("\\bsign(?:ature)?\\b|digest|api ?account|permission|unauthor|签名|账号|权限", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Unauthorised();

    [GeneratedRegex("too (?:many|frequent)|frequen|rate limit|limit exceeded|频繁|限流", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Often();
}
