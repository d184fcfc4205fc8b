using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Kuaidi100;

/// <summary>
/// Kuaidi100: an aggregator of Chinese carriers, asked for one number at a time or subscribed to. It has states, but what happened stands in Chinese sentences: these are read first.
/// Source: its own demos (java-demo, python-demo) and kd100.com's status codes.
/// </summary>
public sealed partial class Kuaidi100Carrier : Carrier
{
    public static readonly CarrierId Id = new("kuaidi100");

    // Sentences go to people in China: no escapes for their letters in what is signed.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CarrierNames _names = CarrierNames.Of(typeof(Kuaidi100Carrier));

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Kuaidi100",
        IsAggregator = true,
        BaseAddress = new("https://poll.kuaidi100.com/"),
        Needs = ["Customer", "Key"],
        BatchSize = 1,
        AnswersStrangers = true,
        Spacing = Duration.FromSeconds(1),
        Push = new PushProfile
        {
            Proof = new FormDigest("param", "sign", DigestEncoding.Hex),
            Trust = Trust.Hint,
            MediaTypes = ["application/x-www-form-urlencoded"],
            Status = 200,
            Body = """{"result":true,"returnCode":"200","message":"成功"}""",
        },
        Clock = "Beijing time by rule of the aggregator; the leg abroad is local there",
        TrackingPage = "https://www.kuaidi100.com/chaxun?nu={number}",
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var asked = batch.Numbers[0];
        // Without a carrier it guesses by the number's form [R].
        var param = new JsonObject { ["com"] = _names.NameOf(asked.Carrier) ?? "auto", ["num"] = asked.Number.Value };
        if (asked.PhoneTail is { } tail)
            param["phone"] = tail;
        param["resultv2"] = "4";
        param["show"] = "0";
        param["order"] = "desc";
        var text = param.ToJsonString(Plain);
        return new(HttpMethod.Post, "poll/query.do")
        {
            Content = new FormUrlEncodedContent(
            [
                new("customer", batch.Account["Customer"]),
                new("sign", Sign(text + batch.Account["Key"] + batch.Account["Customer"])),
                new("param", text),
            ]),
        };
    }

    /// <summary>Subscribes one number; null where it could not push to us, or nothing would prove its pushes.</summary>
    public override HttpRequestMessage? Enrol(AskBatch batch)
    {
        if (batch.PushAddress is null || batch.Account.PushSecrets.LastOrDefault(secret => secret.IsValidAt(batch.At)) is not { } salt)
            return null;
        var asked = batch.Numbers[0];
        var parameters = new JsonObject { ["callbackurl"] = batch.PushAddress.AbsoluteUri, ["salt"] = salt.Value, ["resultv2"] = "4", ["interCom"] = "1" };
        if (asked.PhoneTail is { } tail)
            parameters["phone"] = tail;
        var param = new JsonObject { ["number"] = asked.Number.Value, ["key"] = batch.Account["Key"], ["parameters"] = parameters };
        if (_names.NameOf(asked.Carrier) is { } company)
            param["company"] = company;
        else
            parameters["autoCom"] = "1";
        return new(HttpMethod.Post, "poll")
        {
            Content = new FormUrlEncodedContent([new("schema", "json"), new("param", param.ToJsonString(Plain))]),
        };
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var param = FormFields.Find(wire.Body.Span, "param");
        if (param is null && FormFields.Find(wire.Body.Span, "sign") is not null)
            return new CarrierReply.Unreadable("a form without param");
        var root = WireJson.Parse(param is null ? wire.Body : Encoding.UTF8.GetBytes(param));
        if (root.At("lastResult").IsSaid() || root.At("destResult").IsSaid() || root.Label("status") is "abort")
            return Push(root, wire);
        if (root.At("data").ValueKind == JsonValueKind.Array || root.Label("nu") is not null)
            return new CarrierReply.Answered([One(root, null, abroad: false, wire)]);
        return root.Label("returnCode") is { } code ? Told(code, root.Text("message"), root.Flag("result"), wire)
            : new CarrierReply.Unreadable("neither a result nor a return code");
    }

    /// <summary>A push: the leg at home, and the leg abroad where one was subscribed.</summary>
    private CarrierReply Push(JsonElement root, Wire wire)
    {
        var home = root.At("lastResult").IsSaid() ? One(root.At("lastResult"), root.Label("comNew"), abroad: false, wire) : null;
        var abroad = root.At("destResult").IsSaid() ? One(root.At("destResult"), null, abroad: true, wire) : null;
        if (home is null && abroad is null)
            home = new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "aborted" };
        // It gives up on a number without news for three days, and on one without change for sixty: only the first says that nobody knows it.
        if (home is { Outcome: not NumberOutcome.Tracked } && root.Label("status") is "abort" && root.Text("message") is { } why)
            home = home with { Outcome = why.Contains("查询无记录", StringComparison.Ordinal) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive, Why = why };
        return new CarrierReply.Answered(Legs(home, abroad).ToList());
    }

    /// <summary>One result a number: the leg abroad mostly goes on under the number from home.</summary>
    private static IEnumerable<NumberResult> Legs(NumberResult? home, NumberResult? abroad)
    {
        if (home is null || abroad is null)
            return new[] { home ?? abroad }.OfType<NumberResult>();
        if (abroad.Outcome is not NumberOutcome.Tracked)
            return [home];
        if (home.Number is { } one && abroad.Number is { } other && one != other)
        {
            var next = new NextNumber(abroad.Events.Select(told => told.Said.Carrier).OfType<string>().Select(carrier => (CarrierId?)new CarrierId(carrier)).FirstOrDefault(), other, LegRole.LastMile);
            return [home.Snapshot is { } said ? home with { Snapshot = said with { Next = [.. said.Next, next] } } : home, abroad];
        }
        return home.Outcome is NumberOutcome.Tracked ? [home with { Events = [.. abroad.Events.Concat(home.Events).DistinctBy(told => told.Key)] }] : [abroad];
    }

    private NumberResult One(JsonElement result, string? corrected, bool abroad, Wire wire)
    {
        var told = result.TrackingNumber("nu") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null);
        // Where the carrier has nothing, one row says so in place of a scan.
        var nothing = result.Objects("data").ToList() is [var row] && row.Text("context") is { } placeholder && Nothing().IsMatch(placeholder) ? placeholder : null;
        if (nothing is not null || !result.Objects("data").Any())
        {
            var why = nothing ?? result.Text("message");
            return new NumberResult
            {
                Number = told,
                Outcome = result.At("data").ValueKind == JsonValueKind.Array || why?.Contains("无", StringComparison.Ordinal) is true ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
                Why = why is null or "ok" ? "an empty list" : why,
            };
        }
        if (told is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a result without a number" };
        // The carrier can be told wrong; a correction wins.
        var said = corrected ?? result.Label("com");
        var carrier = _names.Find(said)?.Value ?? said;
        var events = result.Objects("data").Select(item => Scan(item, number, carrier, abroad)).DistinctBy(told => told.Key).ToList();
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Edd = Clocks.Parse(result.Label("arrivalTime") is { Length: >= 10 } day ? day[..10] : null)?.Local.Date is { } date ? new Edd(date, date) : null,
                Next = [.. events.SelectMany(told => Next(told.Said.Wording, number)).DistinctBy(next => next.Number)],
            },
        };
    }

    private TrackingEvent Scan(JsonElement item, TrackingNumber number, string? carrier, bool abroad)
    {
        var words = item.Text("context");
        var printed = item.Label("time") ?? item.Label("ftime");
        var area = item.Label("areaCode") is { Length: >= 2 } code ? CountryZones.Find(code[..2]) : null;
        var said = item.Label("location") ?? item.Label("areaName") ?? Bracketed(words);
        var place = said is null ? null : new Place { Text = said, Country = area };
        var clock = abroad ? Clocks.Unplaced(printed).OrPlace(place).OrPlace(area) : Clocks.OfCarrier(printed, Clocks.Beijing);
        var read = Codes.ReadPhrase(words);
        if (read.Mapping == "unknown" && (item.Label("statusCode") ?? item.Label("status")) is { } state && Codes.Find(state) is not null)
            read = Codes.Read(state);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Carrier = carrier,
                Wording = words,
                Language = words is null ? null : words.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh" : "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = said,
            },
            Read = read with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>An answer without a result: to an announcement, or about the call. Sources: java-demo and the documentation's lists of return codes; 408 is [R].</summary>
    private static CarrierReply Told(string code, string? message, bool? result, Wire wire)
    {
        var why = $"{code} {message}".TrimEnd();
        if (result is true || code == "200")
            return new CarrierReply.Acknowledged("subscribed") { Numbers = wire.Asked };
        return code switch
        {
            "501" when message?.Contains("重复", StringComparison.Ordinal) is true => new CarrierReply.Acknowledged("subscribed") { Numbers = wire.Asked },
            "500" when message?.Contains("无结果", StringComparison.Ordinal) is true => Each(NumberOutcome.NotFound),
            "408" => Each(NumberOutcome.Refused, $"its carrier wants {AskFields.NameOf(AskField.PhoneTail)}, or that is another one's: "),
            "700" or "701" or "702" => Each(NumberOutcome.Refused),
            "503" or "600" or "601" => new CarrierReply.Refused(why),
            "502" => new CarrierReply.Throttled(null, why),
            "500" or "501" => new CarrierReply.Unreachable(why),
            _ => new CarrierReply.Answered([]) { Problems = [why] },
        };

        CarrierReply Each(NumberOutcome outcome, string before = "") =>
            new CarrierReply.Answered([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty().Select(asked => new NumberResult { Number = asked, Outcome = outcome, Why = before + why })]);
    }

    /// <summary>Numbers that a sentence names for the next carrier: <c>签收人是: 转EMS1133969112997</c>, <c>发往申通，面单号:5530024402464</c>.</summary>
    private static IEnumerable<NextNumber> Next(string? words, TrackingNumber own)
    {
        if (words is null)
            yield break;
        foreach (Match match in NextNumbers().Matches(words))
        {
            if (TrackingNumber.Find(match.Groups["number"].Value) is { } next && next != own)
                yield return new NextNumber(Partners.Find(match.Groups["who"].Value, next), next, LegRole.LastMile);
        }
    }

    private static string? Bracketed(string? words) =>
        words is not null && Brackets().Match(words) is { Success: true } match && !Personal().IsMatch(match.Groups["place"].Value) ? PlainText.Clean(match.Groups["place"].Value, PlainText.Label) : null;

    private static string Sign(string text) => Convert.ToHexString(FormDigest.Of("", Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("^(?:查无结果|查询无(?:记录|结果)|暂无(?:物流|快递|轨迹|查询)?(?:信息|记录|结果|轨迹))[!！。.]?$", RegexOptions.NonBacktracking)]
    private static partial Regex Nothing();

    [GeneratedRegex("转(?<who>EMS|邮政|顺丰|极兔|UPS|DHL|FEDEX|USPS)?[^0-9A-Za-z]{0,8}(?<number>[A-Z]{0,4}[0-9]{9,22}[A-Z]{0,2})|(?:发往|转)(?<who>[^,，。0-9A-Za-z]{1,12})[,，]? ?(?:面单号|转单号|新单号)[:： ]{0,3}(?<number>[A-Z]{0,4}[0-9]{8,22}[A-Z]{0,2})|(?:转单号|换单号|新单号)[^0-9A-Za-z]{0,6}(?<number>[A-Z]{0,4}[0-9]{8,22}[A-Z]{0,2})", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NextNumbers();

    [GeneratedRegex("(?:^|(?:到达|抵达|离开|在) ?)【(?<place>[^】]{1,60})】", RegexOptions.NonBacktracking)]
    private static partial Regex Brackets();

    [GeneratedRegex("[0-9]{5}|签收|电话|先生|女士|本人|快递员|派送员", RegexOptions.NonBacktracking)]
    private static partial Regex Personal();
}
