using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Postnl;

/// <summary>PostNL Shipping Status v2: the current status, with its history where the answer is complete, and the feed of updated shipments.</summary>
public sealed partial class PostnlCarrier : Carrier
{
    public static readonly CarrierId Id = new("postnl");

    private static readonly DateTimeZone Amsterdam = DateTimeZoneProviders.Tzdb["Europe/Amsterdam"];

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "PostNL",
        Countries = ["NL", "BE"],
        BaseAddress = new("https://api.postnl.nl/"),
        Needs = ["ApiKey"],
        BatchSize = 1,
        // 1,000 calls a minute for a key.
        Spacing = Duration.FromMilliseconds(100),
        TellsFullHistory = true,
        Clock = "Amsterdam time by rule of the carrier, day first or year first",
        TrackingPage = "https://postnl.nl/tracktrace/?B={number}",
        Numbers =
        [
            new(Barcode(), "3S, a customer's letters and digits of PostNL", 0.95),
            new(UpuFromNl(), "S10 issued by the Netherlands", 0.97, number => S10.Find(number)?.Issuer == "NL"),
            new(Upu(), "S10 of another post: PostNL delivers it in the Netherlands", 0.15, number => S10.Find(number) is not null),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"shipment/v2/status/barcode/{Uri.EscapeDataString(batch.Numbers[0].Number.Value)}?detail=true&language=EN")
        {
            Headers = { { "apikey", batch.Account["ApiKey"] }, { "Accept", "application/json" } },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.ValueKind == JsonValueKind.Array)
            return Answer([.. root.Objects()], wire);
        var shipments = ((JsonElement[])[root.At("CompleteStatus"), root.At("CurrentStatus")]).SelectMany(status => status.Objects("Shipment").Concat(status.Objects("Shipments"))).ToList();
        if (shipments.Count > 0)
            return Answer(shipments, wire);
        var warnings = root.Objects("Warnings").SelectMany(warning => warning.At("Warning").IsSaid() ? warning.Objects("Warning") : [warning])
            .Select(warning => (Code: warning.Label("Code"), Message: warning.Text("Message") ?? warning.Text("Description"))).ToList();
        if (root.At("Signature").IsSaid())
            return new CarrierReply.Acknowledged("signature") { Numbers = [.. ((TrackingNumber?[])[root.TrackingNumber("Signature", "Barcode")]).OfType<TrackingNumber>()] };
        if (warnings.Count > 0)
        {
            var why = string.Join("; ", warnings.Select(warning => $"{warning.Code}: {warning.Message}"));
            return warnings.Any(warning => warning.Message?.Contains("signature", StringComparison.OrdinalIgnoreCase) == true) ? new CarrierReply.Acknowledged("no signature")
                : warnings.Any(warning => warning.Code is "2" || (warning.Message is { } message && NoShipment().IsMatch(message))) ? wire.NotFound(why)
                : wire.Inconclusive(why);
        }
        return root.At("CurrentStatus").ValueKind != JsonValueKind.Undefined || root.At("CompleteStatus").ValueKind != JsonValueKind.Undefined ? wire.Inconclusive("a status without a shipment") : Failure(root, wire);
    }

    /// <summary>The gateway's <c>fault</c>, the service's <c>Errors</c>, or a bare message.</summary>
    private static CarrierReply Failure(JsonElement root, Wire wire)
    {
        var error = root.Objects("Errors").Concat(root.Objects("errors")).FirstOrDefault();
        if (error.At("Error").IsSaid())
            error = error.At("Error");
        var code = root.Label("fault", "detail", "errorcode") ?? error.Label("ErrorNumber") ?? error.Label("Code") ?? error.Label("status");
        var words = root.Text("fault", "faultstring") ?? error.Text("ErrorMsg") ?? error.Text("Message") ?? error.Text("Description") ?? error.Text("title") ?? root.Text("message") ?? root.Text("Message");
        if (code is null && words is null)
            return new CarrierReply.Unreadable("neither a shipment nor a warning nor an error");
        var why = string.Join(": ", ((string?[])[code, words]).OfType<string>());
        return Limit().IsMatch(why) ? new CarrierReply.Throttled(null, why) : Denied().IsMatch(why) ? new CarrierReply.Refused(why)
            : NoShipment().IsMatch(why) ? wire.NotFound(why) : wire.Inconclusive(why);
    }

    private CarrierReply Answer(List<JsonElement> shipments, Wire wire)
    {
        if (shipments.Count > 0 && !shipments.Exists(shipment => shipment.At("Barcode").IsSaid() || shipment.At("MainBarcode").IsSaid()))
            return new CarrierReply.Unreadable("shipments without barcodes");
        var results = shipments.Select(shipment => One(shipment, wire, shipments.Count == 1)).ToList();
        return new CarrierReply.Answered([.. results, .. wire.LeftOut(results)]);
    }

    private NumberResult One(JsonElement shipment, Wire wire, bool alone)
    {
        // MainBarcode is another piece of the same shipment, with a way of its own.
        var told = shipment.TrackingNumber("Barcode") ?? shipment.TrackingNumber("MainBarcode");
        if (wire.NumberFor(told, alone) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a shipment without a barcode" };
        var events = Events(shipment, number);
        if (events.Count == 0)
            return new NumberResult { Number = number, Outcome = NumberOutcome.Inconclusive, Why = "neither an event nor a status" };
        var addresses = shipment.Objects("Address").Concat(shipment.Objects("Addresses")).ToList();
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Aliases = told is { } alias && alias != number ? [alias] : [],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = PlainText.FromHtml(shipment.Label("ProductDescription"), PlainText.Label),
                Origin = CountryOf(addresses, "02"),
                Destination = CountryOf(addresses, "01"),
                Edd = Estimate(shipment),
            },
        };
    }

    /// <summary>The events of a complete answer, and its status where that is newer; where there are none, the old statuses; else the status alone.</summary>
    private List<TrackingEvent> Events(JsonElement shipment, TrackingNumber number)
    {
        var events = shipment.Objects("Event").Concat(shipment.Objects("Events")).ToList();
        var current = shipment.At("Status");
        var said = current.ValueKind == JsonValueKind.Object && current.IsSaid();
        if (events.Count > 0)
        {
            List<TrackingEvent> told = [.. events.Select(printed => Event(printed, number, printed.Label("Code") ?? printed.Label("EventCode"), printed.Text("Description") ?? printed.Text("EventDescription"), null))];
            // The status is that of the newest event; one that is newer has no event of its own yet.
            if (said && Status(current) is { Read.Time.Local: { } at } newest && told.TrueForAll(one => one.Read.Time?.Local < at))
                told.Insert(0, newest);
            return told;
        }
        var statuses = shipment.Objects("OldStatus").Concat(shipment.Objects("OldStatuses")).ToList();
        if (said && !statuses.Exists(old => CodeOf(old) == CodeOf(current) && ClockOf(old) == ClockOf(current)))
            statuses.Insert(0, current);
        return [.. statuses.Select(Status)];

        TrackingEvent Status(JsonElement printed) => Event(printed, number, CodeOf(printed), printed.Text("StatusDescription") ?? printed.Text("Description"), printed.Label("PhaseCode"));

        static string? CodeOf(JsonElement status) => status.Label("StatusCode") ?? status.Label("Code");
    }

    private static string? ClockOf(JsonElement printed) => printed.Label("TimeStamp") ?? printed.Label("Timestamp");

    private TrackingEvent Event(JsonElement printed, TrackingNumber number, string? code, string? wording, string? phase)
    {
        var clock = Clocks.OfCarrier(Clocks.DayFirst(ClockOf(printed)), Amsterdam).PrintedAs(ClockOf(printed));
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                SubCode = phase,
                Wording = PlainText.FromHtml(wording, PlainText.Wording),
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = printed.Label("LocationCode"),
            },
            // The codes of events are many; those that ours lacks are read by their words, in both languages.
            Read = (Codes.Find(code) is null ? Codes.ReadPhrase(wording) : Codes.Read(code)) with { Time = clock.Time },
        };
    }

    private static string? CountryOf(List<JsonElement> addresses, string kind) =>
        CountryZones.Find(addresses.FirstOrDefault(address => address.Label("AddressType") == kind).Label("CountryCode"));

    private static Edd? Estimate(JsonElement shipment)
    {
        var only = Day(shipment.Label("DeliveryDate"));
        var from = Day(shipment.Label("Expectation", "ETAFrom")) ?? only;
        var to = Day(shipment.Label("Expectation", "ETATo")) ?? only;
        return (from ?? to) is { } first && (to ?? from) is { } last ? new Edd(LocalDate.Min(first, last), LocalDate.Max(first, last)) : null;
    }

    private static LocalDate? Day(string? printed) => Clocks.Parse(Clocks.DayFirst(printed))?.Local.Date;

    [GeneratedRegex("^3S[A-Z]{2,6}[0-9]{7,11}$", RegexOptions.NonBacktracking)]
    private static partial Regex Barcode();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}NL$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromNl();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}[A-Z]{2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Upu();

    [GeneratedRegex("no shipment|not found|geen zending|niet gevonden", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex NoShipment();

    [GeneratedRegex("quota|rate ?limit|spikearrest|too many", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Limit();

    [GeneratedRegex("api ?key|unauthori[sz]ed|oauth|forbidden|access denied", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Denied();
}
