using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Fourpx;

/// <summary>
/// 4PX by its open platform: one number a question, signed in the address. Texts of errors can come as UTF-8 read as GBK, so codes decide. Sources: others' programs [T];
/// 4PX's list of event codes as they quote it.
/// </summary>
public sealed partial class FourpxCarrier : Carrier
{
    public static readonly CarrierId Id = new("fourpx");
    private const string Method = "tr.order.tracking.get", Version = "1.0.0";

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "4PX",
        BaseAddress = new("https://open.4px.com/"),
        Needs = ["AppKey", "AppSecret"],
        BatchSize = 1,
        TellsFullHistory = true,
        Clock = "Beijing time where 4PX itself scans in China, else the zone of the country, else unknown",
        TrackingPage = "https://track.4px.com/#/result/0/{number}",
        Numbers = [new(Own(), "4PX number", 0.97), new(OwnOther(), "4PX number", 0.8)],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var body = JsonSerializer.Serialize(new { deliveryOrderNo = batch.Numbers[0].Number.Value });
        var timestamp = batch.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var key = batch.Account["AppKey"];
        return new(HttpMethod.Post, $"router/api/service?app_key={Uri.EscapeDataString(key)}&format=json&method={Method}&timestamp={timestamp}&v={Version}&sign={Sign(key, timestamp, body, batch.Account["AppSecret"])}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
    }

    /// <summary>The signature: the parameters in the order of their names, the body and the secret, hashed with MD5.</summary>
    internal static string Sign(string key, string timestamp, string body, string secret) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"app_key{key}formatjsonmethod{Method}timestamp{timestamp}v{Version}{body}{secret}")));

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        var parcels = root.Objects("data").Where(parcel => parcel.Label("deliveryOrderNo") is not null || parcel.At("trackingList").IsSaid()).ToList();
        if (parcels.Count > 0)
            return new CarrierReply.Answered([.. parcels.Select(parcel => One(parcel, wire))]);
        return root.Label("result") switch
        {
            "1" => Each(NumberOutcome.NotFound, "an empty list", wire),
            "0" => Failure(root.Objects("errors").FirstOrDefault(), root.Text("msg"), wire),
            _ => new CarrierReply.Unreadable("neither data nor a result"),
        };
    }

    private static CarrierReply.Answered Each(NumberOutcome outcome, string why, Wire wire) =>
        new([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty().Select(asked => new NumberResult { Number = asked, Outcome = outcome, Why = why })]);

    private static CarrierReply Failure(JsonElement error, string? message, Wire wire)
    {
        var (code, text) = (error.Label("errorCode"), error.Text("errorMsg") ?? message);
        // Text that may have been misread is not repeated.
        var why = text is not null && text.All(char.IsAscii) ? $"{code} {text}".Trim() : code ?? "an error without a code";
        return code switch
        {
            "000013" => new CarrierReply.Refused(why),
            _ when text is null => new CarrierReply.Answered([]) { Problems = [why] },
            _ when Refusal().IsMatch(text) => new CarrierReply.Refused(why),
            _ when Often().IsMatch(text) => new CarrierReply.Throttled(null, why),
            _ when NotFound().IsMatch(text) => Each(NumberOutcome.NotFound, why, wire),
            _ => new CarrierReply.Answered([]) { Problems = [why] },
        };
    }

    private NumberResult One(JsonElement parcel, Wire wire)
    {
        var told = parcel.TrackingNumber("deliveryOrderNo");
        if ((wire.Asked is [var only] ? only : told) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a parcel without a number" };
        var events = parcel.Objects("trackingList").Select(item => Scan(item, number)).DistinctBy(scan => scan.Key).ToList();
        if (events.Count == 0)
            return new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "an empty list" };
        // Its own number and the last mile's: it takes either and may print the other.
        var next = parcel.TrackingNumber("channelTrackCode") ?? parcel.TrackingNumber("serverCode") ?? parcel.TrackingNumber("serverNum");
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Aliases = told is { } own && own != number ? [own] : [],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Destination = CountryNames.Find(parcel.Label("destinationCountry")),
                Next = next is { } other && other != number && other != told ? [new NextNumber(Partners.Find(parcel.Label("serverName"), other), other, LegRole.LastMile)] : [],
            },
        };
    }

    private TrackingEvent Scan(JsonElement item, TrackingNumber number)
    {
        var code = item.Label("businessLinkCode");
        var words = item.Text("trackingContent");
        var location = item.Label("occurLocation");
        var country = CountryNames.Find(item.Label("country")) ?? CountryNames.Find(location?[(location.LastIndexOf(',') + 1)..]);
        var place = Places.Of(item.Label("city"), null, null, item.Label("country"), location);
        place = place is null ? null : place with { Text = location ?? place.Text, Country = country };
        var clock = Clock(code, item.Label("occurDatetime"), item.Label("timeZone"), country, place);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = words,
                Language = words is null ? null : words.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh" : "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = location ?? place?.Text,
            },
            Read = (code is null ? Codes.ReadPhrase(words) : Codes.Read(code)) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>
    /// 4PX's own scans at the origin are in Beijing time. Elsewhere its page prints Beijing time beside another zone's name, so a zone other than Beijing's is printed and not meant.
    /// </summary>
    private static ClockReading Clock(string? code, string? printed, string? zone, string? country, Place? place)
    {
        if (Clocks.Offset(zone?.Replace("UTC", "", StringComparison.OrdinalIgnoreCase)) == Offset.FromHours(8))
            return Clocks.Stated(printed, zone);
        if (country is "CN" || (country is null && zone is null && code is not null && AtOrigin().IsMatch(code)))
            return Clocks.OfCarrier(printed, Clocks.Beijing).Beside(zone);
        return zone is null ? Clocks.Unplaced(printed).OrPlace(place) : Clocks.Unplaced(printed).Beside(zone);
    }

    [GeneratedRegex("^FPX_[LCFQ]_", RegexOptions.NonBacktracking)]
    private static partial Regex AtOrigin();

    [GeneratedRegex("^4PX[0-9]{13}CN$", RegexOptions.NonBacktracking)]
    private static partial Regex Own();

    [GeneratedRegex("^4PX[0-9A-Z]{10,16}$", RegexOptions.NonBacktracking)]
    private static partial Regex OwnOther();

    [GeneratedRegex("app_?key|\\bsign(?:ature)?\\b|\\btoken\\b|\\b(?:un)?auth|permission|签名|权限", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Refusal();

    [GeneratedRegex("too (?:many|frequent)|frequen|rate limit|频繁|限流", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Often();

    [GeneratedRegex("not (?:found|exist)|no (?:data|record|tracking)|不存在|未找到|查无|无轨迹", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NotFound();
}
