using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Usps;

/// <summary>USPS Tracking v3.</summary>
public sealed partial class UspsCarrier : Carrier
{
    public static readonly CarrierId Id = new("usps");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "USPS",
        Clock = "UTC printed beside the local clock; else the zone of the place",
        Countries = ["US"],
        BaseAddress = new("https://apis.usps.com/"),
        Needs = ["ClientId", "ClientSecret"],
        OAuth = new("oauth2/v3/token", OAuthStyle.Json),
        BatchSize = 1,
        // About 60 calls an hour is what an application gets until it asks for more.
        Spacing = Duration.FromSeconds(60),
        DailyBudget = 1_440,
        TellsFullHistory = true,
        TrackingPage = "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
        Numbers =
        [
            new(Impb(), "Intelligent Mail package barcode of USPS with its check digit", 0.97, number => IsImpb(number.Value)),
            new(WithZip(), "420 and a ZIP code before an Intelligent Mail package barcode with its check digit", 0.97, number => IsImpb(WithoutZip(number.Value))),
            new(Twenty(), "20 digits of USPS with their check digit", 0.8, number => IsImpb(number.Value)),
            new(UpuFromUs(), "S10 issued by the United States", 0.97, number => S10.Find(number)?.Issuer == "US"),
            new(Upu(), "S10 of another post: USPS delivers it in the United States", 0.3, number => S10.Find(number) is not null),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"tracking/v3/tracking/{Uri.EscapeDataString(WithoutZip(batch.Numbers[0].Number.Value))}?expand=DETAIL")
        {
            Headers = { Authorization = new("Bearer", batch.AccessToken), Accept = { new("application/json") } },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        if (WireMarkup.RootOf(wire.Body) is "TrackResponse" or "Error" or "Envelope")
            return new CarrierReply.Unreadable("retired format");
        var root = WireJson.Parse(wire.Body);
        // Asked for several numbers at once, USPS lists its answers.
        var listed = root.Objects().ToList();
        if (listed.Count < 2)
            return One(root, wire);
        var replies = listed.Select(one => One(one, wire with { Asked = one.TrackingNumber("trackingNumber") is { } own ? [own] : [] })).ToList();
        var answered = replies.OfType<CarrierReply.Answered>().ToList();
        return answered.Count == 0 ? replies[0] : new CarrierReply.Answered([.. answered.SelectMany(reply => reply.Results)])
        {
            Problems = [.. answered.SelectMany(reply => reply.Problems)],
        };
    }

    private CarrierReply One(JsonElement root, Wire wire)
    {
        if (root.At("trackingEvents").ValueKind == JsonValueKind.Undefined && (root.At("error").IsSaid() || root.At("errors").IsSaid()))
            return Failure(root.At("error").IsSaid() ? root.At("error") : root, root.Text("error_description"), wire);
        if (root.At("trackingEvents").ValueKind == JsonValueKind.Undefined && root.At("statusCategory").ValueKind == JsonValueKind.Undefined)
            return new CarrierReply.Unreadable("neither trackingEvents nor statusCategory nor error");

        var told = root.TrackingNumber("trackingNumber");
        if ((wire.Asked is [var only] ? only : told) is not { } number)
            return new CarrierReply.Unreadable("an answer that names no number");
        var problems = new List<string>();
        var events = root.Objects("trackingEvents").Select(printed => Event(printed, number, problems)).ToList();
        return new CarrierReply.Answered([
            events.Count == 0 && root.Label("statusCategory") is var category && (category is null || NotYet().IsMatch(category))
                ? new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = root.Text("statusSummary") ?? root.Text("status") ?? "no events" }
                : new NumberResult
                {
                    Number = number,
                    Outcome = NumberOutcome.Tracked,
                    Events = events,
                    Aliases = told is { } alias && alias != number ? [alias] : [],
                    Snapshot = Whole(root, number, wire, events),
                }]) { Problems = [.. problems.Distinct()] };
    }

    /// <summary>An error object instead of a parcel; a 404, and the words for it, are about the number that was asked.</summary>
    private static CarrierReply Failure(JsonElement error, string? description, Wire wire)
    {
        var code = error.ValueKind == JsonValueKind.String ? error.Label() : error.Label("code");
        // The message can be as bare as "Bad Request", and what is wrong stands in the list beside it.
        var details = error.Objects("errors").Select(one => one.Text("detail") ?? one.Text("title") ?? one.Text("message")).Prepend(error.Text("message")).OfType<string>().Distinct();
        var words = PlainText.Clean(string.Join(": ", details), PlainText.Wording) ?? description;
        var why = string.Join(" ", ((string?[])[code, words]).OfType<string>());
        var status = error.Whole("code") ?? wire.Status;
        if (status == 429)
            return new CarrierReply.Throttled(null, why);
        if (status is 401 or 403 || code is "invalid_token" or "invalid_client" or "unauthorized_client" or "invalid_grant" or "invalid_request")
            return new CarrierReply.Refused(why);
        if (status is >= 500 and <= 599)
            return new CarrierReply.Unreachable(why);
        return status == 404 || (words is not null && NotYet().IsMatch(words))
            ? new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }])
            : new CarrierReply.Answered([]) { Problems = [why] };
    }

    private TrackingEvent Event(JsonElement printed, TrackingNumber number, List<string> problems)
    {
        var clock = Clock(printed, problems);
        var (city, state, zip) = (printed.Label("eventCity"), printed.Label("eventState"), printed.Label("eventZIP") ?? printed.Label("eventZIPCode"));
        var country = printed.Label("eventCountry");
        // USPS names a country only where it is not its own.
        var place = Places.Of(city, state, zip, country ?? (city is null && state is null && zip is null ? null : "US"));
        if (place is { Country: null } && country is not null && place.Text != country)
            place = place with { Text = PlainText.Clean($"{place.Text}, {country}", PlainText.Label)! };
        var (code, reason) = (printed.Label("eventCode"), printed.Label("reasonCode") ?? printed.Label("actionCode"));
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                SubCode = reason,
                Wording = PlainText.FromHtml(printed.Text("eventType"), PlainText.Wording),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = PlainText.Clean(string.Join(", ", ((string?[])[city, state, zip, country]).OfType<string>()), PlainText.Label),
            },
            Read = Meaning(code, reason, printed.Text("eventType")) with { Time = clock.OrPlace(place ?? Places.Of(country: country)).Time, Place = place },
        };
    }

    /// <summary>By the code, else by the words: USPS prints the same sentences under codes that its tables do not have.</summary>
    private Reading Meaning(string? code, string? reason, string? words) => Codes.Find(code, reason) is null ? Codes.ReadPhrase(words) : Codes.Read(code, reason);

    /// <summary>
    /// The local clock of eventTimestamp, whatever stands behind it; its offset is GMTOffset, or what GMTTimestamp leaves. Both must agree: seconds are cut off the one
    /// and not the other, so a minute between them is nothing.
    /// </summary>
    private static ClockReading Clock(JsonElement printed, List<string> problems)
    {
        var (gmt, offset) = (printed.Label("GMTTimestamp"), printed.Label("GMTOffset"));
        var clock = Clocks.Unplaced(printed.Label("eventTimestamp")).Beside(gmt).Beside(offset);
        if (clock.Time is not { Basis: TimeBasis.Unknown } time)
            return clock;
        var stated = Clocks.Offset(offset);
        if (offset is not null && stated is null)
            problems.Add($"a GMTOffset that cannot be read: {offset}");
        if (Clocks.Parse(gmt) is not { HasHour: true } utc)
            return stated is { } alone ? clock with { Time = EventTime.Stated(time.Local, alone) } : gmt is null && offset is null ? clock.MidnightIsDay() : clock;
        var between = Period.Between(utc.Local, time.Local, PeriodUnits.Minutes).Minutes;
        if (stated is { } claimed)
        {
            if (Math.Abs(between - claimed.Seconds / 60) <= 1)
                return clock with { Time = EventTime.Stated(time.Local, claimed) };
            problems.Add("eventTimestamp, GMTTimestamp and GMTOffset contradict each other");
            return clock;
        }
        var quarters = (int)Math.Round(between / 15.0, MidpointRounding.AwayFromZero);
        return Math.Abs(between - quarters * 15) <= 1 && Clocks.Offset((quarters * 15).ToString("+000;-000", CultureInfo.InvariantCulture)) is { } left
            ? clock with { Time = EventTime.Stated(time.Local, left) } : clock;
    }

    private static Snapshot Whole(JsonElement root, TrackingNumber number, Wire wire, List<TrackingEvent> events) => new()
    {
        Source = Id,
        Number = number,
        ReceivedAt = wire.ReceivedAt,
        Service = PlainText.FromHtml(root.Label("mailClass"), PlainText.Label),
        Origin = CountryZones.Find(root.Label("originCountry")) ?? (IsZip(root.Label("originZIP")) ? "US" : null),
        Destination = CountryZones.Find(root.Label("destinationCountryCode")) ?? (IsZip(root.Label("destinationZIP")) ? "US" : null),
        ProofOfDelivery = Proof(root, events),
        Edd = Day(root.At("deliveryDateExpectation"), "predictedDeliveryDate") ?? Day(root.At("deliveryDateExpectation"), "expectedDeliveryDate")
            ?? Day(root.At("deliveryDateExpectation"), "guaranteedDeliveryDate") ?? Day(root, "predictedDeliveryDate") ?? Day(root, "predictedDeliveryTimeStamp") ?? Day(root, "expectedDeliveryTimeStamp") ?? Day(root, "guaranteedDeliveryTimeStamp"),
    };

    private static ProofOfDelivery? Proof(JsonElement root, List<TrackingEvent> events)
    {
        if (!events.Any(told => told.Read.Milestone is Milestone.Delivered))
            return null;
        var delivered = root.Objects("trackingEvents").FirstOrDefault(printed => printed.Label("eventCode") is "01");
        return (delivered.Label("name") ?? delivered.Label("firm")) is { } hand ? new ProofOfDelivery { SignedBy = hand } : null;
    }

    private static Edd? Day(JsonElement root, string field) => Clocks.Parse(root.Label(field))?.Local.Date is { } day ? new Edd(day, day) : null;

    private static bool IsZip(string? text) => text is not null && Zip().IsMatch(text);

    /// <summary>The number itself: 420 and the ZIP code before it are the label's routing.</summary>
    private static string WithoutZip(string number) => WithZip().Match(number) is { Success: true } match ? match.Groups["number"].Value : number;

    private static bool IsImpb(string number) => CheckDigits.IsGs1(number.Length == 20 && !number.StartsWith('9') ? "91" + number : number);

    [GeneratedRegex("^9[1-5][0-9]{20}(?:[0-9]{4})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Impb();

    [GeneratedRegex("^420(?:[0-9]{5}|[0-9]{9})(?<number>9[1-5][0-9]{20}(?:[0-9]{4})?)$", RegexOptions.NonBacktracking)]
    private static partial Regex WithZip();

    [GeneratedRegex("^(?:7[0-9]|0[1-9]|2[13]|8[0-9]|9[1-5])[0-9]{18}$", RegexOptions.NonBacktracking)]
    private static partial Regex Twenty();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}US$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromUs();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}[A-Z]{2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Upu();

    [GeneratedRegex("^[0-9]{5}(?:-?[0-9]{4})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Zip();

    [GeneratedRegex("not available|not yet available|not found|could not locate|no record|incorrect", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex NotYet();
}
