using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Yunexpress;

/// <summary>
/// YunExpress: the OpenAPI with OAuth and a signature over each request, its push of the whole history, and the answers of the API before it, which are still given.
/// Known from third parties' programs only [T]: paths, signature, node codes, push headers.
/// </summary>
public sealed partial class YunexpressCarrier : Carrier
{
    public static readonly CarrierId Id = new("yunexpress");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "YunExpress",
        BaseAddress = new("https://openapi.yunexpress.cn/"),
        Needs = ["AppId", "AppSecret"],
        OAuth = new("openapi/oauth2/token", OAuthStyle.Own),
        BatchSize = 1,
        EnrolSize = 50,
        AnswersStrangers = true,
        Push = new PushProfile { Proof = new TimedHash("X-YunExpress-Signature", "X-YunExpress-Timestamp"), Trust = Trust.Evidence, Status = 200, Body = """{"success":true}""" },
        Clock = "zone in a field of its own, or the difference to UTC beside it; else the zone of the country",
        TrackingPage = "https://www.yuntrack.com/parcelTracking?id={number}",
        Numbers = [new(Waybill(), "YunExpress waybill", 0.95)],
    };

    public override HttpRequestMessage AskToken(Account account) => new(HttpMethod.Post, Profile.OAuth!.Path)
    {
        Content = JsonContent.Create(account["SourceKey"] is { Length: > 0 } source
            ? new Dictionary<string, string> { ["grantType"] = "client_credentials", ["appId"] = account["AppId"], ["appSecret"] = account["AppSecret"], ["sourceKey"] = source }
            : new Dictionary<string, string> { ["grantType"] = "client_credentials", ["appId"] = account["AppId"], ["appSecret"] = account["AppSecret"] }),
    };

    public override AccessToken? ReadToken(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = WireJson.Parse(body);
            return TokenIn(root, "accessToken") is { } token
                ? new AccessToken(token, root.Whole("expiresIn") is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)) : null) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override HttpRequestMessage Ask(AskBatch batch) =>
        Signed(new(HttpMethod.Get, $"v1/track-service/info/get?order_number={Uri.EscapeDataString(batch.Numbers[0].Number.Value)}"), "/v1/track-service/info/get", null, batch);

    /// <summary>Subscribes waybills to all their events; where to push is set in YunExpress's own portal.</summary>
    public override HttpRequestMessage? Enrol(AskBatch batch)
    {
        if (batch.PushAddress is null)
            return null;
        var body = JsonSerializer.Serialize(new { waybill_numbers = batch.Numbers.Select(asked => asked.Number.Value), subscribe_type = "A", query_type = new[] { "Y" } });
        return Signed(new(HttpMethod.Post, "v1/track-service/subscribe-by-order") { Content = new StringContent(body, Encoding.UTF8, "application/json") }, "/v1/track-service/subscribe-by-order", body, batch);
    }

    /// <summary>The signature over a request: the body's part is left out where there is none.</summary>
    internal static string Sign(string secret, string? body, string date, string method, string path) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{(body is null ? "" : $"body={body}&")}date={date}&method={method}&uri={path}")));

    private static HttpRequestMessage Signed(HttpRequestMessage request, string path, string? body, AskBatch batch)
    {
        var date = batch.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("token", batch.AccessToken);
        request.Headers.TryAddWithoutValidation("date", date);
        request.Headers.Add("sign", Sign(batch.Account["AppSecret"], body, date, request.Method.Method, path));
        request.Headers.AcceptLanguage.Add(new("en-US"));
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.At("body") is { ValueKind: JsonValueKind.Object } inner && inner.IsSaid())
            root = inner;
        if (root.At("encrypt") is { ValueKind: JsonValueKind.String })
            return new CarrierReply.Unreadable("an encrypted push: turn its encryption off in YunExpress's portal");
        if (Parcels(root) is { Count: > 0 } parcels)
            return Answer(parcels, wire);
        var message = root.Text("msg") ?? root.Text("message") ?? root.Text("Message");
        var why = $"{root.Label("code") ?? root.Label("Code")} {message}".Trim();
        if (root.Flag("success") is true || root.Label("Code") is "0000")
        {
            return root.At("result").ValueKind is JsonValueKind.Object or JsonValueKind.Array || root.At("Item").ValueKind != JsonValueKind.Undefined
                ? Each(NumberOutcome.NotFound, "an empty result", wire)
                : new CarrierReply.Acknowledged("subscribed") { Numbers = wire.Asked };
        }
        if (message is null)
            return new CarrierReply.Unreadable("neither a result nor a message");
        return Failure().Match(message) switch
        {
            { Success: true } match when match.Groups["refused"].Success => new CarrierReply.Refused(why),
            { Success: true } match when match.Groups["throttled"].Success => new CarrierReply.Throttled(null, why),
            { Success: true } => Each(NumberOutcome.NotFound, why, wire),
            _ => new CarrierReply.Answered([]) { Problems = [why] },
        };
    }

    private static CarrierReply.Answered Each(NumberOutcome outcome, string why, Wire wire) =>
        new([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty().Select(asked => new NumberResult { Number = asked, Outcome = outcome, Why = why })]);

    /// <summary>The parcels of an answer, of a push and of the API before: one or a list.</summary>
    private static List<JsonElement> Parcels(JsonElement root) =>
    [
        .. ((JsonElement[])[root.At("data"), root.At("result"), root.At("Item"), root]).Select(part => part.Objects().Where(IsParcel).ToList()).FirstOrDefault(found => found.Count > 0) ?? [],
    ];

    private static bool IsParcel(JsonElement json) => Label(json, "waybill_number", "WaybillNumber", "WayBillNumber", "wayBillNumber") is not null || Events(json).Any();

    private static IEnumerable<JsonElement> Events(JsonElement parcel)
    {
        var info = parcel.Objects("track_info").SelectMany(part => part.Objects("track_events"));
        return info.Concat(parcel.Objects("track_events")).Concat(parcel.Objects("OrderTrackingDetails")).Concat(parcel.Objects("orderTrackingDetails"));
    }

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
        var info = parcel.At("track_info") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } found && found.IsSaid() ? found : parcel;
        var waybill = Number(parcel, "waybill_number", "WaybillNumber", "WayBillNumber", "wayBillNumber") ?? Number(info, "waybill_number");
        var last = Number(parcel, "tracking_number", "TrackingNumber", "trackingNumber2", "trackingNumber") ?? Number(info, "tracking_number");
        var order = Number(parcel, "customer_order_number", "CustomerOrderNumber") ?? Number(info, "customer_order_number");
        // Asked for by the last mile's number or the order's, it answers under the waybill.
        if (((wire.Asked is [var only] && (waybill is null || only == last || only == order) ? only : waybill) ?? waybill ?? last) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a parcel without a number" };
        var events = Events(parcel).Select(told => Scan(told, number)).DistinctBy(told => told.Key).ToList();
        if (events.Count == 0)
        {
            var status = Label(parcel, "package_status") ?? Label(info, "package_status");
            return new NumberResult { Number = number, Outcome = status is "N" ? NumberOutcome.NotFound : NumberOutcome.Inconclusive, Why = status is "N" ? "package status N" : "no event yet" };
        }
        var partner = Label(parcel, "last_mile_name", "lastMileCarrierName", "LastMileCarrierName", "CarrierName", "ProviderName") ?? Label(info, "last_mile_name");
        var (from, to) = (Day(parcel, "EstimatedDeliveryFromDateZone") ?? Day(info, "EstimatedDeliveryFromDateZone"), Day(parcel, "EstimatedDeliveryToDateZone") ?? Day(info, "EstimatedDeliveryToDateZone"));
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Aliases = waybill is { } own && own != number ? [own] : [],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = Label(parcel, "product_name") ?? Label(info, "product_name"),
                Origin = CountryNames.Find(Label(parcel, "origin_code", "OriginCountryCode", "originCountryCode") ?? Label(info, "origin_code")),
                Destination = CountryNames.Find(Label(parcel, "destination_code", "CountryCode", "countryCode") ?? Label(info, "destination_code")),
                Edd = (from ?? to) is { } first && (to ?? from) is { } end && first <= end ? new Edd(first, end) : null,
                Next = last is { } next && next != number && next != waybill ? [new NextNumber(Partners.Find(partner, next), next, LegRole.LastMile)] : [],
            },
        };
    }

    private TrackingEvent Scan(JsonElement told, TrackingNumber number)
    {
        var node = Label(told, "track_node_code", "TrackNodeCode");
        var status = Label(told, "TrackingStatus", "trackingStatus");
        var words = told.Text("process_content") ?? told.Text("description") ?? told.Text("ProcessContent") ?? told.Text("processContent") ?? told.Text("track_node_description");
        var country = CountryNames.Find(Label(told, "process_country", "ProcessCountry"));
        var location = Label(told, "process_location", "location", "ProcessLocation", "processLocation");
        var clock = Clock(told, country);
        var place = Places.Of(Label(told, "process_city", "ProcessCity"), Label(told, "process_province", "ProcessProvince"), null, country, location);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = node ?? status,
                Wording = words,
                Language = words is null ? null : words.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh" : "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = location ?? place?.Text,
            },
            Read = Meaning(node, status, words) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>A node code decides; the coarse status of the API before only where its words tell nothing finer.</summary>
    private Reading Meaning(string? node, string? status, string? words)
    {
        if (node is not null)
            return Codes.Read(node, words is not null && OnItsWay().IsMatch(words) ? "on its way" : null);
        var phrase = Codes.ReadPhrase(words);
        return phrase.Mapping == "unknown" && Codes.Find(status) is not null ? Codes.Read(status) : phrase;
    }

    /// <summary>
    /// The local clock with its zone: in a field of its own, or as the difference to the UTC printed beside it. Where both clocks are the same in a country that keeps another
    /// time, one of them is wrong, and neither earns an offset.
    /// </summary>
    private static ClockReading Clock(JsonElement told, string? country)
    {
        var printed = Label(told, "process_time", "event_date", "ProcessDate", "processDate");
        if (Label(told, "time_zone", "ProcessTimezone") is { } zone)
            return Clocks.Stated(Bare(printed), zone).OrPlace(country);
        var utc = Label(told, "process_utc_time");
        if (Clocks.Parse(Bare(printed)) is { HasHour: true } local && Clocks.Parse(Bare(utc)) is { HasHour: true } world)
        {
            var minutes = Period.Between(world.Local, local.Local, PeriodUnits.Minutes).Minutes;
            var usual = CountryZones.FindOffset(country, local.Local);
            if (minutes % 15 == 0 && minutes is >= -720 and <= 840 && (minutes != 0 || usual is null ? minutes != 0 || country is null : usual == Offset.Zero))
                return Clocks.Stated(Bare(printed), Offset.FromSeconds((int)minutes * 60).ToString("+HH:mm", CultureInfo.InvariantCulture)) with { Printed = $"{printed} {utc}" };
        }
        return Clocks.Unplaced(Bare(printed)).OrPlace(country).Beside(utc);
    }

    // It prints a Z behind local clocks too.
    private static string? Bare(string? printed) => printed?.TrimEnd('Z', 'z');

    private static LocalDate? Day(JsonElement json, string name) => Clocks.Parse(Label(json, name))?.Local.Date;

    private static TrackingNumber? Number(JsonElement json, params ReadOnlySpan<string> names) => TrackingNumber.Find(Label(json, names));

    private static string? Label(JsonElement json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (json.Label(name) is { } said)
                return said;
        }
        return null;
    }

    [GeneratedRegex("^YT[0-9]{16}$", RegexOptions.NonBacktracking)]
    private static partial Regex Waybill();

    [GeneratedRegex("派送中|正在派送|out for delivery", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OnItsWay();

    [GeneratedRegex("(?<refused>\\btoken\\b|\\bsign(?:ature)?\\b|\\b(?:un)?auth|permission|签名|鉴权|授权|令牌|权限)|(?<throttled>too many|rate limit|frequen|频繁|限流|超限)|(?:not (?:found|exist)|no (?:data|record|result)|不存在|未找到|找不到[^“\"]*单|查无|无数据|无轨迹)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Failure();
}
