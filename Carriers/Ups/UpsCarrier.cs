using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Ups;

/// <summary>UPS Track v1 and the pushes of Track Alert: one event each, without history, for fourteen days from the subscription.</summary>
public sealed partial class UpsCarrier : Carrier
{
    public static readonly CarrierId Id = new("ups");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "UPS",
        BaseAddress = new("https://onlinetools.ups.com/"),
        Needs = ["ClientId", "ClientSecret"],
        OAuth = new("security/v1/oauth/token", OAuthStyle.Basic),
        BatchSize = 1,
        EnrolSize = 100,
        EnrolledFor = Duration.FromDays(14),
        AnswersStrangers = true,
        // The limits are not published; UPS raises them by mail.
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        // UPS repeats the credential of the subscription and signs nothing.
        Push = new() { Proof = new SharedHeader("credential", Setting: "PushHeader"), Trust = Trust.Hint, Status = 200 },
        Clock = "local, with the offset printed or left by the GMT clock beside it, else the zone of the place",
        TrackingPage = "https://www.ups.com/track?tracknum={number}",
        Numbers =
        [
            new(OneZ(), "1Z of UPS with its check digit", 0.99, number => IsOneZ(number.Value)),
            new(OneR(), "1R of UPS", 0.7),
            new(MailInnovations(), "MI of UPS Mail Innovations", 0.85),
            new(Mailed(), "IMpb barcode of USPS, under which UPS Mail Innovations travels too", 0.2, number => CheckDigits.IsGs1(number.Value)),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) => Request(batch, HttpMethod.Get,
        $"api/track/v1/details/{Uri.EscapeDataString(batch.Numbers[0].Number.Value)}?locale=en_US&returnSignature=false&returnMilestones=false&returnPOD=false");

    /// <summary>
    /// Subscribes numbers that begin with 1Z to Track Alert v1, whose request names where to push and with which credential; v2 keeps both in UPS's portal. Other numbers would
    /// refuse the whole request and are left out. Null where nothing could prove the pushes or nowhere is to push to.
    /// </summary>
    public override HttpRequestMessage? Enrol(AskBatch batch)
    {
        var secret = batch.Account.PushSecrets.FirstOrDefault(secret => secret.IsValidAt(batch.At));
        var numbers = batch.Numbers.Select(asked => asked.Number.Value).Where(number => OneZ().IsMatch(number)).ToList();
        if (batch.PushAddress is not { } address || secret is null || numbers.Count == 0)
            return null;
        var request = Request(batch, HttpMethod.Post, "api/track/v1/subscription/standard/package");
        request.Content = JsonContent.Create(new
        {
            locale = "en_US",
            countryCode = "US",
            trackingNumberList = numbers,
            destination = new { url = address.AbsoluteUri, credentialType = "Bearer", credential = secret.Value },
        });
        return request;
    }

    private static HttpRequestMessage Request(AskBatch batch, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new("Bearer", batch.AccessToken), Accept = { new("application/json") } } };
        request.Headers.Add("transId", batch.At.ToUnixTimeTicks().ToString("x", CultureInfo.InvariantCulture));
        request.Headers.Add("transactionSrc", "tracking");
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        if (WireMarkup.RootOf(wire.Body) is "TrackResponse" or "Envelope" or "wrapper")
            return new CarrierReply.Unreadable("retired format");
        var root = WireJson.Parse(wire.Body);
        // The JSON of the web service before has the names of its XML.
        if (root.At("TrackResponse").IsSaid() || root.At("Fault").IsSaid())
            return new CarrierReply.Unreadable("retired format");
        if (root.At("activityStatus").IsSaid() || root.At("localActivityDate").IsSaid())
            return Pushed(root, wire);
        if (root.At("trackResponse").IsSaid())
            return Answer(root.At("trackResponse"), wire);
        if (root.Objects("response", "errors").Concat(root.Objects("errors")).ToList() is { Count: > 0 } errors)
            return Failure(errors, wire);
        if (root.At("validTrackingNumbers").IsSaid() || root.At("invalidTrackingNumbers").IsSaid())
            return new CarrierReply.Acknowledged("subscribed") { Numbers = [.. root.Items("validTrackingNumbers").Select(item => item.TrackingNumber()).OfType<TrackingNumber>()] };
        return new CarrierReply.Unreadable("neither trackResponse nor an event nor errors");
    }

    /// <summary>Errors instead of results: of a number where one alone was asked and the code says so, else of the call.</summary>
    private static CarrierReply Failure(List<JsonElement> errors, Wire wire)
    {
        var told = errors.Select(error => (Code: error.Label("code") ?? "", Message: error.Text("message") ?? "")).ToList();
        var why = string.Join("; ", told.Select(error => $"{error.Code} {error.Message}".Trim()));
        foreach (var (code, message) in told)
        {
            if (code is "10429" or "429" || message.Contains("Too Many", StringComparison.OrdinalIgnoreCase) || message.Contains("Quota", StringComparison.OrdinalIgnoreCase))
                return new CarrierReply.Throttled(null, why);
            if (code.StartsWith("2500", StringComparison.Ordinal) || code is "10401" or "10403" or "401" or "403" or "UJ0001" or "VSS700" or "VSS800")
                return new CarrierReply.Refused(why);
            if (code is "VSS100" or "10004" or "10005" or "500" or "503" || code.StartsWith("1005", StringComparison.Ordinal))
                return new CarrierReply.Unreachable(why);
        }
        if (told.All(error => IsNotFound(error.Code) || wire.Status == 404 && error.Message.Contains("tracking", StringComparison.OrdinalIgnoreCase)))
            return new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }]);
        return new CarrierReply.Answered([.. wire.Asked.Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = why })]) { Problems = [why] };
    }

    // TV1002 and 1510xx: a number that cannot be or is not known [R]; TW0001 is documented.
    private static bool IsNotFound(string code) => code is "TW0001" or "TV1002" or "151018" or "151044" or "151045" or "151062" or "154010" or "154020";

    private CarrierReply Answer(JsonElement response, Wire wire)
    {
        var results = new List<NumberResult>();
        foreach (var shipment in response.Objects("shipment"))
        {
            var packages = shipment.Objects("package").ToList();
            if (packages.Count == 0)
                results.Add(Without(shipment, wire));
            results.AddRange(packages.Select(package => One(shipment, package, packages.Count == 1, wire)));
        }
        if (results.Count == 0)
            return response.Objects("warnings").ToList() is { Count: > 0 } warnings ? Failure(warnings, wire) : new CarrierReply.Unreadable("a trackResponse without a shipment");
        // One parcel asked for, its whole shipment told: the others are results of their own, the one asked for must be among them.
        if (wire.Asked is [var asked] && results.All(result => result.Number != asked && !result.Aliases.Contains(asked)))
            results.Add(new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" });
        return new CarrierReply.Answered(results);
    }

    private static NumberResult Without(JsonElement shipment, Wire wire)
    {
        var warnings = shipment.Objects("warnings").Select(warning => (Code: warning.Label("code") ?? "", Message: warning.Text("message") ?? "")).ToList();
        return new NumberResult
        {
            Number = wire.Asked is [var only] ? only : shipment.TrackingNumber("inquiryNumber"),
            Outcome = warnings.Count > 0 && warnings.All(warning => IsNotFound(warning.Code)) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
            Why = warnings.Count > 0 ? string.Join("; ", warnings.Select(warning => $"{warning.Code} {warning.Message}".Trim())) : "a shipment without a package",
        };
    }

    private NumberResult One(JsonElement shipment, JsonElement package, bool alone, Wire wire)
    {
        var (told, inquired) = (package.TrackingNumber("trackingNumber"), shipment.TrackingNumber("inquiryNumber"));
        var asked = wire.Asked is [var only] && alone ? only : (TrackingNumber?)null;
        if ((asked ?? told ?? inquired) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a package without a number" };
        var mailed = IsMailed(package.Label("service", "description"));
        var events = package.Objects("activity").Select(activity => Activity(activity, number, mailed)).DistinctBy(told => told.Key).ToList();
        var isHistory = events.Count > 0;
        if (!isHistory && Current(package) is { } current)
            events.Add(Event(number, mailed, current, default, default, Clocks.Unplaced(null)));
        if (events.Count == 0)
            return new NumberResult { Number = number, Outcome = NumberOutcome.Inconclusive, Why = "neither an activity nor a status" };
        var others = package.Objects("alternateTrackingNumber").Select(other => (Number: other.TrackingNumber("number"), Kind: other.Label("type"))).ToList();
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            IsWhole = isHistory,
            Events = events,
            // Alternate numbers without a type are UPS's own.
            Aliases = [.. others.Where(other => other.Kind is null).Select(other => other.Number).Append(told).OfType<TrackingNumber>().Where(alias => alias != number).Distinct()],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = package.Label("service", "description"),
                Origin = CountryOf(package, "ORIGIN"),
                Destination = CountryOf(package, "DESTINATION"),
                Edd = Estimate(package),
                ProofOfDelivery = events.Any(told => told.Read.Milestone is Milestone.Delivered) ? Proof(package, events) : null,
                Next = [.. others.Where(other => other.Kind is not null && other.Number is { } next && next != number).DistinctBy(other => other.Number)
                    .Select(other => new NextNumber(CarrierOf(other.Kind!), other.Number!.Value, LegRole.LastMile))],
            },
        };
    }

    private static JsonElement? Current(JsonElement package) =>
        package.At("currentStatus").Label("code") is not null || package.At("currentStatus").Label("description") is not null ? package.At("currentStatus") : null;

    private static bool IsMailed(string? service) => service is not null && (service.Contains("Mail Innovations", StringComparison.OrdinalIgnoreCase) || service.Contains("MI ", StringComparison.Ordinal));

    private static CarrierId? CarrierOf(string kind) => kind.Contains("USPS", StringComparison.OrdinalIgnoreCase) ? new("usps") : null;

    private TrackingEvent Activity(JsonElement activity, TrackingNumber number, bool mailed) =>
        Event(number, mailed, activity.At("status"), activity.At("location", "address"), activity.At("location"),
            Clock(activity, activity.Label("date"), activity.Label("time"), activity.Label("gmtDate"), activity.Label("gmtTime")));

    private CarrierReply Pushed(JsonElement root, Wire wire)
    {
        if (root.TrackingNumber("trackingNumber") is not { } number)
            return new CarrierReply.Unreadable("an event that names no number");
        var clock = Clock(root, root.Label("localActivityDate"), root.Label("localActivityTime"), root.Label("gmtActivityDate"), root.Label("gmtActivityTime"));
        var told = Event(number, false, root.At("activityStatus"), root.At("activityLocation"), default, clock);
        var day = Clocks.Parse(root.Label("scheduledDeliveryDate"))?.Local.Date;
        var hand = root.Label("receivedBy");
        return new CarrierReply.Answered([new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = [told],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Edd = day is { } date ? new Edd(date, date) : null,
                ProofOfDelivery = hand is not null && told.Read.Milestone is Milestone.Delivered ? new ProofOfDelivery { SignedBy = hand } : null,
            },
        }]);
    }

    private TrackingEvent Event(TrackingNumber number, bool mailed, JsonElement status, JsonElement address, JsonElement location, ClockReading clock)
    {
        var country = address.Label("countryCode") ?? address.Label("country");
        var (city, state, postcode) = (address.Label("city"), address.Label("stateProvince"), address.Label("postalCode"));
        var place = Places.Of(city, state, postcode, country);
        var (type, code) = (status.Label("type"), status.Label("code"));
        var words = status.Text("description") ?? status.Text("simplifiedTextDescription");
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                SubCode = type,
                Wording = words,
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = PlainText.Clean(string.Join(", ", ((string?[])[city, state, postcode, country]).OfType<string>()), PlainText.Label),
            },
            Read = Meaning(type, code, status.Label("statusCode") ?? status.Label("descriptionCode"), words, mailed) with
            {
                Time = clock.OrPlace(place).Time,
                Place = place is null ? null : place with { Facility = location.Label("slic") },
            },
        };
    }

    /// <summary>
    /// By the code in the table of its type (X exceptions, D deliveries, M manifests, U updates, I and P as seen in answers; Mail Innovations has its own), else by the words, else by the simplified
    /// code, which UPS keeps for people who do not know transport. Another type than D delivers nothing by a row of deliveries, nor by words.
    /// </summary>
    private Reading Meaning(string? type, string? code, string? simple, string? words, bool mailed)
    {
        type = type?.ToUpperInvariant();
        if (type == "MV")
            return Codes.Read("VP", "M");
        ReadOnlySpan<string> tables = type switch
        {
            _ when mailed || type is "IC" or "VT" or "H6" or "A4" => ["MI", type ?? "I", "I"],
            "I" or "P" => [type, "I"],
            "X" => ["X", "D"],
            "D" => ["D", "I", "X"],
            null => ["I", "X", "D", "M"],
            _ => [type],
        };
        foreach (var table in tables)
        {
            // Rows of deliveries tell where a parcel was left: an exception with the same code is none.
            if (Row(code, table) is { } row && (table != "D" || type is "D" || row.Milestone is not Milestone.Delivered))
                return Codes.Read(row.Code, row.Sub);
        }
        var phrase = Codes.ReadPhrase(words);
        if (phrase.Mapping != "unknown" && (phrase.Milestone is not Milestone.Delivered || type is "D" or null))
            return phrase;
        if (type is "I" or "P" && Row(code, "X") is { } exception)
            return Codes.Read(exception.Code, exception.Sub);
        var plain = simple is null ? null : Codes.Find("#" + simple.TrimStart('0').PadLeft(1, '0'));
        return plain is not null && (plain.Milestone is not Milestone.Delivered || type is "D") ? Codes.Read(plain.Code) : Codes.Read(code);
    }

    // The tables print one digit where answers print two.
    private CodeRow? Row(string? code, string table) =>
        Codes.Find(code, table) is { Sub.Length: > 0 } row ? row : code is ['0', var digit] && Codes.Find(digit.ToString(), table) is { Sub.Length: > 0 } stripped ? stripped : null;

    /// <summary>The local clock; its offset is gmtOffset (<c>-05:00</c>, <c>-04.00</c>), or what the GMT clock beside it leaves. Where they contradict each other none is earned.</summary>
    private static ClockReading Clock(JsonElement told, string? date, string? time, string? gmtDate, string? gmtTime)
    {
        var (offset, gmt) = (told.Label("gmtOffset"), Joined(gmtDate, gmtTime));
        var clock = Clocks.Unplaced(Joined(date, time)).Beside(gmt).Beside(offset);
        if (clock.Time is not { Basis: TimeBasis.Unknown } local)
            return clock;
        var stated = Clocks.Offset(offset);
        if (gmt is null || Clocks.Parse(gmt) is not { HasHour: true } utc)
            return stated is { } alone ? clock with { Time = EventTime.Stated(local.Local, alone) } : clock;
        var between = Period.Between(utc.Local, local.Local, PeriodUnits.Minutes).Minutes;
        if (stated is { } claimed)
            return Math.Abs(between - claimed.Seconds / 60) <= 1 ? clock with { Time = EventTime.Stated(local.Local, claimed) } : clock;
        var quarters = (int)Math.Round(between / 15.0, MidpointRounding.AwayFromZero);
        return Math.Abs(between - quarters * 15) <= 1 && quarters is >= -48 and <= 56 ? clock with { Time = EventTime.Stated(local.Local, Offset.FromSeconds(quarters * 900)) } : clock;
    }

    // 74700 is a quarter to eight: UPS leaves out the first zero now and then.
    private static string? Joined(string? date, string? time) => (date, time) switch
    {
        (null, _) => null,
        (_, null) => date,
        _ => date + (time.Length is 5 or 3 && time.All(char.IsAsciiDigit) ? "0" + time : time),
    };

    private static string? CountryOf(JsonElement package, string kind)
    {
        foreach (var party in package.Objects("packageAddress"))
        {
            if (kind.Equals(party.Label("type"), StringComparison.OrdinalIgnoreCase))
                return CountryZones.Find(party.Label("address", "countryCode") ?? party.Label("address", "country"));
        }
        return null;
    }

    private static Edd? Estimate(JsonElement package)
    {
        var day = Dated("RDD") ?? Dated("SDD");
        return day is { } date ? new Edd(date, date) : null;

        LocalDate? Dated(string type) => Clocks.Parse(package.Objects("deliveryDate").FirstOrDefault(date => date.Label("type") == type).Label("date"))?.Local.Date;
    }

    private static ProofOfDelivery? Proof(JsonElement package, List<TrackingEvent> events)
    {
        var told = package.At("deliveryInformation");
        var place = events.FirstOrDefault(told => told.Read.Milestone is Milestone.Delivered)?.Read.Place;
        var proof = new ProofOfDelivery { SignedBy = told.Label("receivedBy"), Location = told.Label("location") };
        return proof == new ProofOfDelivery() ? null : proof with { City = place?.City, Postcode = place?.Postcode, Country = place?.Country };
    }

    /// <summary>Letters count as their place in the alphabet plus one, modulo 10; every second character twice. [R]</summary>
    private static bool IsOneZ(string number)
    {
        var sum = 0;
        for (var i = 2; i < 17; i++)
        {
            var value = char.IsAsciiDigit(number[i]) ? number[i] - '0' : (number[i] - 'A' + 2) % 10;
            sum += i % 2 == 0 ? value : value * 2;
        }
        return (10 - sum % 10) % 10 == number[17] - '0';
    }

    [GeneratedRegex("^1Z[0-9A-Z]{15}[0-9]$", RegexOptions.NonBacktracking)]
    private static partial Regex OneZ();

    [GeneratedRegex("^1R[0-9A-Z]{14}$", RegexOptions.NonBacktracking)]
    private static partial Regex OneR();

    [GeneratedRegex("^MI[0-9]{6}[0-9A-Z]{1,22}$", RegexOptions.NonBacktracking)]
    private static partial Regex MailInnovations();

    [GeneratedRegex("^92[0-9]{20}(?:[0-9]{4})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Mailed();
}
