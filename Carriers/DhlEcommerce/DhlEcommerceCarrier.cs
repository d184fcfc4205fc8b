using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.DhlEcommerce;

/// <summary>DHL eCommerce: asked and pushed as the Americas do (Tracking v4); the answers of the Asian API are read too.</summary>
public sealed partial class DhlEcommerceCarrier : Carrier
{
    public static readonly CarrierId Id = new("dhl-ecommerce");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "DHL eCommerce",
        BaseAddress = new("https://api.dhlecs.com/"), // [R]
        Needs = ["ClientId", "ClientSecret"],
        OAuth = new("auth/v4/accesstoken", OAuthStyle.Basic), // [R]
        BatchSize = 10,
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "zone printed beside the clock (ET, CT, MT, PT); LT and none: the zone of the place",
        // [R] no signature is described: a header agreed at subscription.
        Push = new() { Proof = new SharedHeader("X-Push-Token", "PushHeader"), Trust = Trust.Hint, Status = 200 },
        TrackingPage = "https://webtrack.dhlecs.com/orders?trackingNumber={number}",
        Numbers =
        [
            new(Package(), "GM number of DHL eCommerce", 0.9),
            new(Asian(), "number of DHL eCommerce in Asia", 0.2),
            new(Posted(), "92 or 93 number that USPS delivers for DHL eCommerce", 0.3, number => CheckDigits.IsGs1(number.Value)),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"tracking/v4/package/open?trackingId={string.Join(',', batch.Numbers.Select(asked => Uri.EscapeDataString(asked.Number.Value)))}&limit=10")
        {
            Headers = { Authorization = new("Bearer", batch.AccessToken), Accept = { new("application/json") } },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.At("accessTokenResponse", "responseStatus") is var token && token.IsSaid())
            return token.Label("code") is "100000" ? new CarrierReply.Acknowledged("access token") : new CarrierReply.Refused(token.Text("messageDetails") ?? token.Text("message") ?? "no access token");
        if (root.At("trackItemResponse") is var asia && asia.IsSaid())
            return Asia(asia, wire);
        if (root.At("packages").ValueKind == JsonValueKind.Array)
            return Answer([.. root.Objects("packages").Select(package => American(package, wire))], wire);
        if (root.At("events").IsSaid() && root.At("package").IsSaid())
            return Answer([American(root, wire)], wire);
        return Problem(root, wire);
    }

    private static CarrierReply Problem(JsonElement root, Wire wire)
    {
        if ((root.Text("detail") ?? root.Text("title") ?? root.Text("message")) is not { } why)
            return new CarrierReply.Unreadable("neither packages nor a problem");
        return (root.Whole("status") ?? Coded(root.Label("type")) ?? wire.Status) switch
        {
            401 or 403 => new CarrierReply.Refused(why),
            429 => new CarrierReply.Throttled(null, why),
            404 when wire.Asked.Count <= 1 => new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }]),
            404 => new CarrierReply.Answered([.. wire.Asked.Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.NotFound, Why = why })]),
            _ => new CarrierReply.Answered([]) { Problems = [why] },
        };
    }

    /// <summary>The type ends with an error code that starts with the status: <c>…/errors/404.0304001</c>.</summary>
    private static long? Coded(string? type) =>
        type?[(type.LastIndexOf('/') + 1)..] is { Length: >= 3 } code && int.TryParse(code.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) && (code.Length == 3 || code[3] == '.') ? status : null;

    private static CarrierReply.Answered Answer(List<NumberResult> results, Wire wire)
    {
        var answered = results.SelectMany(result => result.Aliases.Select(alias => (TrackingNumber?)alias).Append(result.Number)).ToHashSet();
        if (results.Count == 0 && wire is { Kind: WireKind.Poll, Asked: [] })
            return new CarrierReply.Answered([new NumberResult { Outcome = NumberOutcome.NotFound, Why = "an empty list" }]);
        // A list that leaves a number out is how this API says that it does not know it.
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = results.Count == 0 || wire.Asked.Count == 1 ? NumberOutcome.NotFound : NumberOutcome.Inconclusive, Why = "the list leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    private NumberResult American(JsonElement item, Wire wire)
    {
        var package = item.At("package");
        var numbers = Numbers(wire, package.TrackingNumber("trackingId"), package.TrackingNumber("dhlPackageId"), package.TrackingNumber("packageId"), package.TrackingNumber("overlabeledDspNumber"));
        if (numbers is not [var number, .. var aliases])
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a package without a number" };
        var events = item.Objects("events").Select(printed => Event(
            number, printed.Label("primaryEventId"), printed.Label("secondaryEventId"), printed.Text("primaryEventDescription"),
            $"{printed.Label("date")} {printed.Label("time")}".Trim(), printed.Label("timeZone"),
            American(printed), printed.Label("location"))).DistinctBy(told => told.Key).ToList();
        var recipient = item.At("recipient");
        var expected = Clocks.Parse(package.Label("expectedDelivery"))?.Local.Date;
        return Whole(number, aliases, events, new Snapshot
        {
            Source = Id,
            Number = number,
            ReceivedAt = wire.ReceivedAt,
            Service = package.Label("productName") ?? package.Label("productClass"),
            Destination = CountryZones.Find(recipient.Label("country")),
            Edd = expected is { } day ? new Edd(day, day) : null,
            // USPS delivers most of them, under the barcode that is the tracking id.
            Next = [.. aliases.Where(alias => Posted().IsMatch(alias.Value) && CheckDigits.IsGs1(alias.Value)).Select(next => new NextNumber(new("usps"), next, LegRole.LastMile))],
        });
    }

    private static Place? American(JsonElement printed)
    {
        var parts = printed.Label("location")?.Split(',', StringSplitOptions.TrimEntries);
        var country = printed.Label("country") ?? (parts is [_, .., { Length: 2 } last] && CountryZones.Find(last) is not null ? last : null);
        return parts is null ? Places.Of(postcode: printed.Label("postalCode"), country: country) : Places.Of(parts[0], parts.Length > 2 ? parts[1] : null, printed.Label("postalCode"), country);
    }

    private CarrierReply Asia(JsonElement root, Wire wire)
    {
        // Its third version wraps the items in a body and has the status beside them. [R]
        if (root.At("bd").IsSaid())
        {
            var status = root.At("bd", "responseStatus");
            return root.At("bd", "shipmentItems").IsSaid() ? Items(root.Objects("bd", "shipmentItems"), wire) : Untold(status.Whole("code") ?? -1, status.Text("messageDetails", "messageDetail") ?? status.Text("message"), wire);
        }
        return root.Whole("responseCode") is null or 0 && root.At("items").IsSaid() ? Items(root.Objects("items"), wire) : Untold(root.Whole("responseCode") ?? -1, root.Text("responseText"), wire);
    }

    /// <summary>An answer without items: about the token, or about numbers that it does not know.</summary>
    private static CarrierReply Untold(long code, string? text, Wire wire) => text?.Contains("token", StringComparison.OrdinalIgnoreCase) is true ? new CarrierReply.Refused(text)
        : code is 0 or 200 || text?.Contains("no item", StringComparison.OrdinalIgnoreCase) is true || text?.Contains("not found", StringComparison.OrdinalIgnoreCase) is true
            ? new CarrierReply.Answered([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty().Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.NotFound, Why = text ?? "no items" })])
        : new CarrierReply.Answered([]) { Problems = [text ?? $"response {code}"] };

    private CarrierReply.Answered Items(IEnumerable<JsonElement> items, Wire wire) =>
        Answer([.. items.Select(item =>
        {
            var numbers = Numbers(wire, item.TrackingNumber("trackingID"), item.TrackingNumber("shipmentID"));
            if (numbers is not [var number, .. var aliases])
                return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "an item without a number" };
            var events = item.Objects("events").Select(printed =>
            {
                var address = printed.At("address");
                return Event(number, printed.Label("status"), null, printed.Text("description"), printed.Label("timestamp") ?? printed.Label("dateTime"), printed.Label("timezone"),
                    Places.Of(address.Label("city"), address.Label("state"), address.Label("postalCode") ?? address.Label("postCode"), address.Label("countryCode") ?? address.Label("country")), address.Label("city"));
            }).DistinctBy(told => told.Key).ToList();
            return Whole(number, aliases, events, new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = item.Label("serviceCode", "code") ?? item.Label("shippingService", "productName"),
                Origin = null,
                Destination = CountryZones.Find(item.Label("destination", "countryCode") ?? item.Label("consigneeAddress", "country")),
            });
        })], wire);

    private static NumberResult Whole(TrackingNumber number, TrackingNumber[] aliases, List<TrackingEvent> events, Snapshot snapshot) => events.Count == 0
        ? new NumberResult { Number = number, Aliases = aliases, Outcome = NumberOutcome.Inconclusive, Why = "no events" }
        : new NumberResult { Number = number, Aliases = aliases, Outcome = NumberOutcome.Tracked, Events = events, Snapshot = snapshot };

    /// <summary>The number that was asked for first, then the others of the same parcel.</summary>
    private static TrackingNumber[] Numbers(Wire wire, params TrackingNumber?[] printed)
    {
        TrackingNumber[] numbers = [.. printed.OfType<TrackingNumber>().Distinct().OrderByDescending(wire.Asked.Contains)];
        return numbers.Length == 0 && wire.Asked is [var only] ? [only] : numbers;
    }

    private TrackingEvent Event(TrackingNumber number, string? code, string? sub, string? wording, string? printed, string? zone, Place? place, string? said)
    {
        var clock = Clock(printed, zone, place);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                SubCode = sub,
                Wording = wording,
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = said,
            },
            Read = (Codes.Find(code, sub) is null ? Codes.ReadPhrase(wording) : Codes.Read(code, sub)) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>The zones of the United States by their letters; <c>LT</c> is the place's own.</summary>
    private static ClockReading Clock(string? printed, string? zone, Place? place)
    {
        var id = zone?.ToUpperInvariant() switch
        {
            "ET" or "EST" or "EDT" => "America/New_York",
            "CT" or "CST" or "CDT" => "America/Chicago",
            "MT" or "MST" or "MDT" => "America/Denver",
            "PT" or "PST" or "PDT" => "America/Los_Angeles",
            _ => null,
        };
        if (id is null)
            return Clocks.Stated(printed, zone is "LT" ? null : zone).Beside(zone is "LT" ? zone : null).OrPlace(place);
        var local = Clocks.Unplaced(printed);
        return (local.Time is { IsDateOnly: false } time && DateTimeZoneProviders.Tzdb[id].AtLeniently(time.Local).Offset is var offset
            ? local with { Time = EventTime.Stated(time.Local, offset) } : local).Beside(zone);
    }

    [GeneratedRegex("^GM[0-9]{16,20}$", RegexOptions.NonBacktracking)]
    private static partial Regex Package();

    [GeneratedRegex("^(?:[A-Z]{5}[0-9]{9,14}|[0-9]{16})$", RegexOptions.NonBacktracking)]
    private static partial Regex Asian();

    [GeneratedRegex("^9[23][0-9]{20}$", RegexOptions.NonBacktracking)]
    private static partial Regex Posted();
}
