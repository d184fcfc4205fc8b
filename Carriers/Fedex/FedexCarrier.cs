using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Fedex;

/// <summary>FedEx Track v1 and the pushes of Advanced Integrated Visibility, which have the same shape.</summary>
public sealed partial class FedexCarrier : Carrier
{
    public static readonly CarrierId Id = new("fedex");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "FedEx",
        BaseAddress = new("https://apis.fedex.com/"),
        Needs = ["ClientId", "ClientSecret"],
        OAuth = new("oauth/token", OAuthStyle.Form),
        BatchSize = 30,
        Spacing = Duration.FromMilliseconds(10),
        DailyBudget = 500_000,
        TellsFullHistory = true,
        Clock = "offset printed; midnight is only the day; else the zone of the place",
        Push = new() { Proof = new HmacHeader("fdx-signature", DigestEncoding.Base64), Trust = Trust.Evidence },
        TrackingPage = "https://www.fedex.com/fedextrack/?trknbr={number}",
        Numbers =
        [
            new(Twelve(), "12 digits of FedEx Express or Ground with their check digit", 0.9, number => CheckDigits.IsModulo11Of317(number.Value)),
            new(Fifteen(), "15 digits of FedEx Ground with their check digit", 0.85, number => CheckDigits.IsGs1(number.Value)),
            new(NinetySix(), "22 digits of FedEx Ground 96 with their check digit", 0.95, number => CheckDigits.IsGs1(number.Value.AsSpan(7))),
            new(Twenty(), "20 digits of FedEx Ground Economy with their check digit", 0.85, number => CheckDigits.IsGs1("92" + number.Value)),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) => new(HttpMethod.Post, "track/v1/trackingnumbers")
    {
        Headers = { Authorization = new("Bearer", batch.AccessToken), AcceptLanguage = { new("en-US") } },
        Content = JsonContent.Create(new
        {
            includeDetailedScans = true,
            trackingInfo = batch.Numbers.Select(asked => new { trackingNumberInfo = new { trackingNumber = asked.Number.Value } }),
        }),
    };

    protected override CarrierReply ReadBody(Wire wire)
    {
        if (WireMarkup.RootOf(wire.Body) is "TrackReply" or "Envelope")
            return new CarrierReply.Unreadable("retired format");
        var root = WireJson.Parse(wire.Body);
        if (root.At("TrackPackagesResponse").IsSaid())
            return new CarrierReply.Unreadable("retired format");
        var output = root.At("output");
        if (!output.At("completeTrackResults").IsSaid())
            return root.At("errors").IsSaid() ? WholeCallFailed(root, wire) : new CarrierReply.Unreadable("neither completeTrackResults nor errors");

        var problems = new List<string>();
        problems.AddRange(output.Items("alerts").Select(alert => alert.Text() ?? alert.Text("message")).OfType<string>());
        var results = output.Objects("completeTrackResults").SelectMany(complete => Complete(complete, wire, problems)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results) { Problems = problems };
    }

    /// <summary>An errors list instead of results: it speaks of a number only where one alone was asked.</summary>
    private static CarrierReply WholeCallFailed(JsonElement root, Wire wire)
    {
        var errors = root.Objects("errors").Select(error => (Code: error.Label("code") ?? "", Message: error.Text("message") ?? "")).ToList();
        var why = string.Join("; ", errors.Select(error => $"{error.Code} {error.Message}".Trim()));
        foreach (var (code, message) in errors)
        {
            if (code.Contains("AUTH", StringComparison.Ordinal) || code.StartsWith("FORBIDDEN", StringComparison.Ordinal) || message.Contains("JWT", StringComparison.OrdinalIgnoreCase))
                return new CarrierReply.Refused(why);
            if (code.Contains("RATE", StringComparison.Ordinal) || code.Contains("LIMIT", StringComparison.Ordinal) || code.Contains("QUOTA", StringComparison.Ordinal))
                return new CarrierReply.Throttled(null, why);
            if (code.StartsWith("INTERNAL", StringComparison.Ordinal) || code.StartsWith("SERVICE.UNAVAILABLE", StringComparison.Ordinal) || code.StartsWith("SYSTEM", StringComparison.Ordinal))
                return new CarrierReply.Unreachable(why);
        }
        return wire.Asked.Count <= 1 && errors.Count > 0 && errors.All(error => IsNotFound(error.Code))
            ? new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }])
            : new CarrierReply.Answered([]) { Problems = [why] };
    }

    private IEnumerable<NumberResult> Complete(JsonElement complete, Wire wire, List<string> problems)
    {
        var outer = complete.TrackingNumber("trackingNumber");
        var results = complete.Objects("trackResults").ToList();
        if (results.Count == 0)
            yield return new NumberResult { Number = outer, Outcome = NumberOutcome.Inconclusive, Why = "no trackResults" };
        foreach (var result in results)
        {
            var inner = result.TrackingNumber("trackingNumberInfo", "trackingNumber");
            if (outer is not null && inner is not null && outer != inner)
                problems.Add("a result names another number inside than outside");
            // What we asked for stands outside; the number inside is FedEx's own and can differ.
            yield return One(result, outer ?? inner ?? (wire.Asked is [var only] ? only : null), wire);
        }
    }

    private NumberResult One(JsonElement result, TrackingNumber? number, Wire wire)
    {
        var error = result.At("error");
        var why = error.IsSaid() ? $"{error.Label("code")} {error.Text("message")}".Trim() : null;
        var untold = error.Label("code") is { } code && IsNotFound(code) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive;
        if (number is not { } tracked)
            return new NumberResult { Outcome = untold, Why = why ?? "a result without a number" };
        var part = result.Label("trackingNumberInfo", "trackingNumberUniqueId");
        var events = result.Objects("scanEvents").Select(scan => Scan(scan, tracked, part)).ToList();
        var isHistory = events.Count > 0;
        if (!isHistory && (result.Label("latestStatusDetail", "code") ?? result.Label("latestStatusDetail", "derivedCode")) is not null)
            events.Add(Latest(result, tracked, part));
        if (events.Count == 0)
        {
            return new NumberResult { Number = number, Outcome = untold, Why = why ?? "neither a scan nor a status" };
        }
        return new NumberResult { Number = number, Outcome = NumberOutcome.Tracked, Why = why, IsWhole = isHistory, Events = events, Snapshot = Whole(result, tracked, wire, events) };
    }

    private static bool IsNotFound(string code) =>
        code.EndsWith("NOTFOUND", StringComparison.Ordinal) || code is "TRACKING.TRACKINGNUMBER.INVALID" or "TRACKING.TRACKINGNUMBER.WRONGFORMAT";

    private TrackingEvent Scan(JsonElement scan, TrackingNumber number, string? part)
    {
        var address = Address.Of(scan.At("scanLocation"));
        var place = address.ToPlace(scan.Label("locationId"));
        // Where no event type is printed, the status that FedEx derived from it is the only code.
        var (own, derived, exception) = (scan.Label("eventType"), scan.Label("derivedStatusCode"), scan.Label("exceptionCode"));
        var code = own ?? derived;
        var (wording, why) = (scan.Text("eventDescription"), scan.Text("exceptionDescription"));
        var clock = Clocks.Stated(scan.Label("date"));
        return new TrackingEvent
        {
            Said = Said(number, part, code, exception, Sentence(wording, why), clock, address),
            Read = Meaning(code, exception, own is null && derived is "IN" ? "derived" : Context(code, wording, why), scan.Label("locationType")) with
            {
                Time = Time(clock, place),
                Place = place,
            },
        };
    }

    /// <summary>The status alone, where no scan came with it: its clock is the date that FedEx names for what happened.</summary>
    private TrackingEvent Latest(JsonElement result, TrackingNumber number, string? part)
    {
        var status = result.At("latestStatusDetail");
        var (code, wording) = (status.Label("code") ?? status.Label("derivedCode"), status.Text("description") ?? status.Text("statusByLocale"));
        var dated = code switch { "DL" => "ACTUAL_DELIVERY", "PU" => "ACTUAL_PICKUP", _ => null };
        var clock = Clocks.Stated(result.Objects("dateAndTimes").FirstOrDefault(date => dated is not null && date.Label("type") == dated).Label("dateTime"));
        var address = Address.Of(status.At("scanLocation"));
        var place = address.ToPlace(null);
        string? Ancillary(string name) => status.Text("ancillaryDetails", name);
        return new TrackingEvent
        {
            Said = Said(number, part, code, status.Label("ancillaryDetails", "reason"), wording, clock, address),
            Read = Meaning(code, status.Label("ancillaryDetails", "reason"), code is "IN" ? "derived" : Context(code, wording, Ancillary("reasonDescription"), Ancillary("actionDescription")), null) with { Time = Time(clock, place), Place = place },
        };
    }

    private static Statement Said(TrackingNumber number, string? part, string? code, string? exception, string? wording, ClockReading clock, Address address) => new()
    {
        Source = Id,
        Number = number,
        Part = part,
        Code = code,
        SubCode = exception,
        Wording = wording,
        Language = "en",
        Clock = clock.Printed,
        WallClock = clock.WallClock,
        PlaceSaid = address.Printed,
    };

    // FedEx prints midnight where it only knows the day, with and without an offset beside it.
    private static EventTime? Time(ClockReading clock, Place? place) => clock.MidnightIsDay().OrPlace(place).Time;

    /// <summary>By exception, else by the context of an ambiguous code, else by the kind of location, else by the code alone.</summary>
    private Reading Meaning(string? code, string? exception, string? context, string? location)
    {
        foreach (var sub in (ReadOnlySpan<string?>)[context is "withdrawn" ? context : exception, context, location])
        {
            if (sub is not null && Codes.ReadExactly(code, sub) is { } exact)
                return exact;
        }
        return Codes.Read(code);
    }

    /// <summary>CA, EA and RC stand for two things each, and an exception can say that a delivery was none: only the words beside them tell. [I]</summary>
    private static string? Context(string? code, params ReadOnlySpan<string?> words) =>
        code is "DE" or "SE" or "CA" or "RC" or "EA" ? ContextOf(code, string.Join(' ', words)) : null;

    private static string? ContextOf(string code, string words) => code switch
    {
        "DE" or "SE" when words.Contains("delivered in error", StringComparison.OrdinalIgnoreCase) || words.Contains("delivery scan in error", StringComparison.OrdinalIgnoreCase) => "withdrawn",
        "DE" or "SE" when words.Contains("returned to shipper", StringComparison.OrdinalIgnoreCase) || words.Contains("return tracking number", StringComparison.OrdinalIgnoreCase) => "returning",
        "DE" or "SE" when words.Contains("damaged, handling", StringComparison.OrdinalIgnoreCase) || words.Contains("damaged - handling", StringComparison.OrdinalIgnoreCase) => "damaged",
        "CA" or "RC" when words.Contains("cancel", StringComparison.OrdinalIgnoreCase) => "movement",
        "EA" when words.Contains("airport", StringComparison.OrdinalIgnoreCase) => "movement",
        "EA" when words.Contains("approved", StringComparison.OrdinalIgnoreCase) => "regulatory",
        "CA" when words.Contains("carrier", StringComparison.OrdinalIgnoreCase) => "possession",
        "RC" when words.Contains("recipient", StringComparison.OrdinalIgnoreCase) => "possession",
        _ => null,
    };

    private static Snapshot Whole(JsonElement result, TrackingNumber number, Wire wire, List<TrackingEvent> events) => new()
    {
        Source = Id,
        Number = number,
        ReceivedAt = wire.ReceivedAt,
        Service = result.Label("serviceDetail", "description"),
        Origin = CountryOf(result, "originLocation", "shipperInformation"),
        Destination = CountryOf(result, "destinationLocation", "recipientInformation")
            ?? CountryZones.Find(result.Label("lastUpdatedDestinationAddress", "countryCode")),
        Edd = Estimate(result),
        ProofOfDelivery = events.Any(told => told.Read.Milestone is Milestone.Delivered) ? Proof(result.At("deliveryDetails")) : null,
        Next = [.. Next(result, number)],
    };

    private static string? CountryOf(JsonElement result, string location, string party) =>
        CountryZones.Find(result.Label(location, "locationContactAndAddress", "address", "countryCode") ?? result.Label(party, "address", "countryCode"));

    private static Edd? Estimate(JsonElement result)
    {
        var window = result.At("estimatedDeliveryTimeWindow", "window");
        var estimated = Dated("ESTIMATED_DELIVERY") ?? Dated("COMMITMENT");
        var to = Day(window.Label("ends")) ?? estimated ?? Day(result.Label("standardTransitTimeWindow", "window", "ends"));
        var from = Day(window.Label("begins")) ?? estimated ?? to;
        return from is { } first && (to ?? from) is { } last ? new Edd(LocalDate.Min(first, last), LocalDate.Max(first, last)) : null;

        LocalDate? Dated(string type) => Day(result.Objects("dateAndTimes").FirstOrDefault(date => date.Label("type") == type).Label("dateTime"));
    }

    private static LocalDate? Day(string? printed) => Clocks.Parse(printed)?.Local.Date;

    private static ProofOfDelivery? Proof(JsonElement details)
    {
        var address = details.At("actualDeliveryAddress");
        var proof = new ProofOfDelivery
        {
            SignedBy = details.Label("signedByName") ?? details.Label("receivedByName"),
            Location = details.Label("locationDescription"),
            City = address.Label("city"),
            Postcode = address.Label("postalCode"),
            Country = CountryZones.Find(address.Label("countryCode")),
        };
        return proof == new ProofOfDelivery() ? null : proof;
    }

    /// <summary>The numbers under which the parcel goes on. A door tag (DT…) names a card at the door, not a journey.</summary>
    private static IEnumerable<NextNumber> Next(JsonElement result, TrackingNumber number)
    {
        foreach (var identifier in result.Objects("additionalTrackingInfo", "packageIdentifiers"))
        {
            if (identifier.Label("type") is not ("PARTNER_CARRIER_NUMBER" or "REROUTE_TRACKING_NUMBER" or "RETURNED_TO_SHIPPER_TRACKING_NUMBER"))
                continue;
            foreach (var value in identifier.Items("values").Concat(identifier.Items("value")))
            {
                if (value.TrackingNumber() is { } next && next != number)
                    yield return new NextNumber(identifier.Label("type") == "PARTNER_CARRIER_NUMBER" ? null : Id, next, LegRole.LastMile);
            }
        }
    }

    /// <summary>A printed address. Street lines are left out: they are the recipient's door as often as a depot.</summary>
    private readonly record struct Address(string? City, string? Region, string? Postcode, string? CountryCode, string? CountryName)
    {
        public static Address Of(JsonElement printed) =>
            new(printed.Label("city"), printed.Label("stateOrProvinceCode"), printed.Label("postalCode"), printed.Label("countryCode"), printed.Label("countryName"));

        public string? Printed => PlainText.Clean(string.Join(", ", new[] { City, Region, Postcode, CountryCode }.OfType<string>()), PlainText.Label);

        public Place? ToPlace(string? facility) =>
            Places.Of(City, Region, Postcode, CountryCode ?? CountryName) is { } place ? place with { Facility = facility } : null;
    }

    private static string? Sentence(string? what, string? why) => (what, why) switch
    {
        (null, _) => why,
        (_, null) => what,
        _ when what == why => what,
        _ => PlainText.Clean($"{what}: {why}", PlainText.Wording),
    };

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.NonBacktracking)]
    private static partial Regex Twelve();

    [GeneratedRegex("^[0-9]{15}$", RegexOptions.NonBacktracking)]
    private static partial Regex Fifteen();

    [GeneratedRegex("^96[0-9]{20}$", RegexOptions.NonBacktracking)]
    private static partial Regex NinetySix();

    [GeneratedRegex("^(?:02|61)[0-9]{18}$", RegexOptions.NonBacktracking)]
    private static partial Regex Twenty();
}
