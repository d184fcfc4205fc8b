using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.DhlUnified;

/// <summary>DHL Shipment Tracking Unified: one API over all divisions, which DHL calls services, and pushes of the same shape.</summary>
public sealed partial class DhlUnifiedCarrier : Carrier
{
    public static readonly CarrierId Id = new("dhl-unified");

    /// <summary>Where a service scans when it does not say where.</summary>
    private static readonly Dictionary<string, DateTimeZone> Homes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["parcel-de"] = DateTimeZoneProviders.Tzdb["Europe/Berlin"],
        ["post-de"] = DateTimeZoneProviders.Tzdb["Europe/Berlin"],
        ["svb"] = DateTimeZoneProviders.Tzdb["Europe/Berlin"],
        ["parcel-nl"] = DateTimeZoneProviders.Tzdb["Europe/Amsterdam"],
        ["parcel-pl"] = DateTimeZoneProviders.Tzdb["Europe/Warsaw"],
        ["parcel-uk"] = DateTimeZoneProviders.Tzdb["Europe/London"],
        ["ecommerce-ppl"] = DateTimeZoneProviders.Tzdb["Europe/Prague"],
    };

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Clock = "offset printed; without one the zone of the place; Express prints the local clock as UTC",
        Name = "DHL",
        BaseAddress = new("https://api-eu.dhl.com/"),
        Needs = ["ApiKey"],
        BatchSize = 1,
        // 250 a day and one in five seconds is what an application gets until it asks for more.
        Spacing = Duration.FromSeconds(5),
        DailyBudget = 250,
        TellsFullHistory = true,
        // The subscriber chooses the header and the token in it: nothing is signed.
        Push = new() { Proof = new SharedHeader("DHL-Push-Token", Setting: "PushHeader"), Trust = Trust.Hint },
        TrackingPage = "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
        Numbers =
        [
            new(Waybill(), "10 digits of a DHL Express waybill with their check digit", 0.8, number => CheckDigits.IsModulo7(number.Value)),
            new(Piece(), "JD and the digits of a DHL piece", 0.95),
            new(Sscc(), "20 digits of DHL Parcel Germany with their check digit", 0.9, number => CheckDigits.IsGs1(number.Value)),
            new(Identcode(), "12 digits of DHL Parcel Germany with their check digit", 0.7, number => CheckDigits.IsModulo10Of49(number.Value)),
            new(Ecommerce(), "GM and the digits of DHL eCommerce", 0.8),
            new(UpuFromDe(), "S10 issued by Germany", 0.9, number => S10.Find(number)?.Issuer == "DE"),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var asked = batch.Numbers[0];
        // With the recipient's postcode the parcel services tell more than the last status.
        var postcode = asked.DestinationPostcode is { Length: > 0 } known ? $"&recipientPostalCode={Uri.EscapeDataString(known)}" : "";
        return new HttpRequestMessage(HttpMethod.Get, $"track/shipments?trackingNumber={Uri.EscapeDataString(asked.Number.Value)}&language=en{postcode}")
        {
            Headers = { { "DHL-API-Key", batch.Account["ApiKey"] }, { "Accept", "application/json" } },
        };
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.At("shipments").ValueKind != JsonValueKind.Undefined)
        {
            var shipments = root.Objects("shipments").ToList();
            return shipments.Count > 0 ? Answer(shipments, wire) : Nothing(root, wire);
        }
        if (root.At("id").IsSaid() && (root.At("events").IsSaid() || root.At("status", "statusCode").IsSaid()))
            return Answer([root], wire);
        return root.At("title").IsSaid() || root.At("detail").IsSaid()
            ? Problem(root, wire)
            : new CarrierReply.Unreadable("neither shipments nor a problem");
    }

    private static CarrierReply.Answered Nothing(JsonElement root, Wire wire) => new([new NumberResult
    {
        Number = wire.Asked is [var only] ? only : null,
        Outcome = root.At("possibleAdditionalShipmentsUrl").IsSaid() ? NumberOutcome.Inconclusive : NumberOutcome.NotFound,
        Why = "no shipments in the answer",
    }]);

    /// <summary>An RFC 7807 body: a 404 is about one number, which stands at the end of its instance.</summary>
    private static CarrierReply Problem(JsonElement root, Wire wire)
    {
        var why = string.Join(": ", ((string?[])[root.Label("title"), root.Text("detail")]).OfType<string>());
        switch (root.Whole("status") ?? wire.Status)
        {
            case 404:
                var named = TrackingNumber.Find(root.Label("instance")?.Split('/')[^1].Split('=')[^1]);
                return new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : named, Outcome = NumberOutcome.NotFound, Why = why }]);
            case 401 or 403:
                return new CarrierReply.Refused(why);
            case 429:
                return new CarrierReply.Throttled(null, why);
            case >= 500 and <= 599:
                return new CarrierReply.Unreachable(why);
            default:
                return new CarrierReply.Answered([.. wire.Asked.Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = why })]) { Problems = [why] };
        }
    }

    private CarrierReply Answer(List<JsonElement> shipments, Wire wire)
    {
        var problems = new List<string>();
        return new CarrierReply.Answered([.. shipments.Select(shipment => One(shipment, wire, problems))]) { Problems = [.. problems.Distinct()] };
    }

    private NumberResult One(JsonElement shipment, Wire wire, List<string> problems)
    {
        var told = shipment.TrackingNumber("id");
        if ((wire.Asked is [var only] ? only : told) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a shipment without an id" };
        var service = shipment.Label("service")?.ToLowerInvariant();
        var zoneless = IsZoneless(shipment);
        if (zoneless)
            problems.Add("one clock is printed with an offset and without: no zone is earned");
        var events = shipment.Objects("events").Select(printed => Event(printed, number, service, zoneless, problems)).ToList();
        // The status repeats the newest event; it stands alone where a service tells no history.
        var isHistory = events.Count > 0;
        if (!isHistory && shipment.At("status").ValueKind == JsonValueKind.Object && shipment.At("status").IsSaid())
            events.Add(Event(shipment.At("status"), number, service, zoneless, problems));
        if (events.Count == 0)
            return new NumberResult { Number = number, Outcome = NumberOutcome.Inconclusive, Why = "neither an event nor a status" };
        var pieces = shipment.Items("details", "pieceIds").Select(piece => piece.TrackingNumber()).OfType<TrackingNumber>().ToList();
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            IsWhole = isHistory,
            Events = events,
            // The piece's number is another name of the parcel only where the shipment is one piece.
            Aliases = [.. ((TrackingNumber?[])[told, pieces is [var single] ? single : null]).OfType<TrackingNumber>().Where(alias => alias != number).Distinct()],
            Snapshot = Whole(shipment, number, service, wire, events),
        };
    }

    private TrackingEvent Event(JsonElement printed, TrackingNumber number, string? service, bool zoneless, List<string> problems)
    {
        var address = printed.At("location", "address");
        var (locality, postcode, country) = (address.Label("addressLocality"), address.Label("postalCode"), address.Label("countryCode"));
        var facility = printed.Label("location", "servicePoint", "label");
        var place = Places.Of(locality, null, postcode, country, facility);
        var clock = zoneless ? Clocks.Stated(printed.Label("timestamp")) : Clock(printed.Label("timestamp"), service, place);
        var (coarse, fine) = (printed.Label("statusCode"), printed.Label("status"));
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Part = service,
                Code = coarse ?? fine,
                SubCode = coarse is null ? null : fine,
                Wording = Words(printed.Text("description") ?? printed.Text("status"), printed.Text("remark")),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = PlainText.Clean(string.Join(", ", ((string?[])[facility, locality, postcode, country]).OfType<string>()), PlainText.Label),
            },
            Read = Meaning(coarse, fine, service, printed.Text("description"), problems) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>
    /// By service. Express prints the local clock, sometimes with a Z behind it that is not meant.
    /// An offset that other services print is meant. Without one the country of the scan decides, and where none is said, the service's own.
    /// </summary>
    private static ClockReading Clock(string? printed, string? service, Place? place)
    {
        var clock = service == "express" && printed?.EndsWith('Z') == true ? Clocks.Unplaced(printed) : Clocks.Stated(printed);
        if (place?.Country is not null)
            return clock.OrPlace(place);
        return service is not null && Homes.TryGetValue(service, out var home) ? clock.OrAssumed(home) : clock;
    }

    /// <summary>True where the status repeats an event's clock with an offset that the event does not have: which of them is meant cannot be told.</summary>
    private static bool IsZoneless(JsonElement shipment) =>
        Clocks.Parse(shipment.Label("status", "timestamp")) is { Offset: not null } repeated
        && shipment.Objects("events").Any(printed => Clocks.Parse(printed.Label("timestamp")) is { Offset: null, HasHour: true } clock && clock.Local == repeated.Local);

    /// <summary>By the service's own status, else by the coarse status code. A delivery that the coarse code does not confirm is none.</summary>
    private Reading Meaning(string? coarse, string? fine, string? service, string? words, List<string> problems)
    {
        if (fine is null || service is null || Codes.Find(fine, service) is not { Sub.Length: > 0 } row)
            return Plain(coarse, words);
        if (row.Milestone is not Milestone.Delivered || "delivered".Equals(coarse, StringComparison.OrdinalIgnoreCase))
            return Codes.Read(fine, service);
        problems.Add("a status of delivery beside a status code that tells none");
        return Codes.Read(coarse);
    }

    /// <summary>By the coarse code; what happened on the way the sentence tells, where it says it in full. [I] No sentence delivers.</summary>
    private Reading Plain(string? coarse, string? words) =>
        coarse?.ToLowerInvariant() is "transit" or "failure" && Codes.ReadPhrase(words) is { Milestone: not null and not Milestone.Delivered } phrase ? phrase : Codes.Read(coarse);

    private static Snapshot Whole(JsonElement shipment, TrackingNumber number, string? service, Wire wire, List<TrackingEvent> events) => new()
    {
        Source = Id,
        Number = number,
        ReceivedAt = wire.ReceivedAt,
        Service = shipment.Label("details", "product", "productName") is { } product && !product.StartsWith("UNKNOWN", StringComparison.OrdinalIgnoreCase) ? product : service,
        Origin = CountryZones.Find(shipment.Label("origin", "address", "countryCode")),
        Destination = CountryZones.Find(shipment.Label("destination", "address", "countryCode")),
        Edd = Estimate(shipment),
        ProofOfDelivery = events.Any(told => told.Read.Milestone is Milestone.Delivered) ? Proof(shipment.At("details", "proofOfDelivery")) : null,
        Next = [.. shipment.Objects("details", "references")
            .Where(reference => reference.Label("type") == "local-tracking-number")
            .Select(reference => reference.TrackingNumber("number")).OfType<TrackingNumber>().Where(next => next != number)
            .Select(next => new NextNumber(null, next, LegRole.LastMile))],
    };

    private static Edd? Estimate(JsonElement shipment)
    {
        var one = Day(shipment, "estimatedTimeOfDelivery");
        var from = Day(shipment, "estimatedDeliveryTimeFrame", "estimatedFrom") ?? one;
        var to = Day(shipment, "estimatedDeliveryTimeFrame", "estimatedThrough") ?? one;
        return (from ?? to) is { } first && (to ?? from) is { } last ? new Edd(LocalDate.Min(first, last), LocalDate.Max(first, last)) : null;
    }

    private static LocalDate? Day(JsonElement shipment, params ReadOnlySpan<string> path) => Clocks.Parse(shipment.Label(path))?.Local.Date;

    private static ProofOfDelivery? Proof(JsonElement proof)
    {
        var signed = proof.At("signed");
        var name = signed.Label("name") ?? PlainText.Clean($"{signed.Label("givenName")} {signed.Label("familyName")}", PlainText.Label);
        return name is null ? null : new ProofOfDelivery { SignedBy = name };
    }

    private static string? Words(string? what, string? remark) => (what, remark) switch
    {
        (null, _) => remark,
        (_, null) => what,
        _ when what == remark => what,
        _ => PlainText.Clean($"{what}: {remark}", PlainText.Wording),
    };

    [GeneratedRegex("^[0-9]{10}$", RegexOptions.NonBacktracking)]
    private static partial Regex Waybill();

    [GeneratedRegex("^J?JD[0-9]{16,24}$", RegexOptions.NonBacktracking)]
    private static partial Regex Piece();

    [GeneratedRegex("^00340[0-9]{15}$", RegexOptions.NonBacktracking)]
    private static partial Regex Sscc();

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.NonBacktracking)]
    private static partial Regex Identcode();

    [GeneratedRegex("^GM[0-9]{16,26}$", RegexOptions.NonBacktracking)]
    private static partial Regex Ecommerce();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}DE$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromDe();
}
