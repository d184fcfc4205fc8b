using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Aramex;

/// <summary>Aramex's TrackShipments (SOAP, and the JSON of the same service): a dictionary of results per waybill, and a list of waybills that do not exist.</summary>
public sealed partial class AramexCarrier : Carrier
{
    public static readonly CarrierId Id = new("aramex");

    private static readonly string[] Copyable = ["Code", "Message", "WaybillNumber", "UpdateCode", "UpdateDescription", "UpdateDateTime", "UpdateLocation", "Comments", "ProblemCode"];

    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/", Api = "http://ws.aramex.net/ShippingAPI/v1/", Arrays = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Aramex",
        BaseAddress = new("https://ws.aramex.net/"),
        Needs = ["UserName", "Password", "AccountNumber", "AccountPin", "AccountEntity", "AccountCountryCode"],
        BatchSize = 50, // [I] an array is taken; no number is published
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "no offset printed; the zone of the place",
        TrackingPage = "https://www.aramex.com/track/results?ShipmentNumber={number}",
        Numbers = [new(Waybill(), "waybill of Aramex, 10 to 12 digits", 0.25)],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var account = batch.Account;
        var envelope = new XElement(Soap + "Envelope", new XElement(Soap + "Body", new XElement(Api + "ShipmentTrackingRequest",
            new XElement(Api + "ClientInfo",
                new XElement(Api + "UserName", account["UserName"]), new XElement(Api + "Password", account["Password"]), new XElement(Api + "Version", "v1.0"),
                new XElement(Api + "AccountNumber", account["AccountNumber"]), new XElement(Api + "AccountPin", account["AccountPin"]),
                new XElement(Api + "AccountEntity", account["AccountEntity"]), new XElement(Api + "AccountCountryCode", account["AccountCountryCode"])),
            new XElement(Api + "Shipments", batch.Numbers.Select(asked => new XElement(Arrays + "string", asked.Number.Value))),
            new XElement(Api + "GetLastTrackingUpdateOnly", "false"))));
        return new HttpRequestMessage(HttpMethod.Post, "ShippingAPI.V2/Tracking/Service_1_0.svc")
        {
            Headers = { { "SOAPAction", "\"http://ws.aramex.net/ShippingAPI/v1/Service_1_0/TrackShipments\"" } },
            Content = new StringContent(envelope.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml"),
        };
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = wire.Body.Span.TrimStart(" \t\r\n\uFEFF"u8).StartsWith("{"u8) ? FromJson(wire.Body) : WireXml.Parse(wire.Body);
        if (!root.IsNamed("ShipmentTrackingResponse"))
            return root.IsNamed("Fault") ? new CarrierReply.Answered([]) { Problems = [root.Text("faultstring") ?? "a SOAP fault"] } : new CarrierReply.Unreadable("no ShipmentTrackingResponse");
        var notes = root.Items("Notifications", "Notification").Select(note => $"{note.Label("Code")} {note.Text("Message")}".Trim()).ToList();
        var results = root.At("TrackingResults")?.Elements().Select(pair => One(pair, wire)).ToList() ?? [];
        results.AddRange(root.At("NonExistingWaybills")?.Elements().Select(waybill => waybill.TrackingNumber()).OfType<TrackingNumber>()
            .Select(number => new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "no such waybill" }) ?? []);
        if (results.Count == 0 && root.Label("HasErrors") is "true" && notes.FirstOrDefault(note => note.Contains("ClientInfo", StringComparison.OrdinalIgnoreCase) || note.Contains("password", StringComparison.OrdinalIgnoreCase) || note.StartsWith("ERR01 ", StringComparison.Ordinal)) is { } refused)
            return new CarrierReply.Refused(refused);
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked)).Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = notes.FirstOrDefault() ?? "the answer leaves this number out" }));
        return new CarrierReply.Answered(results) { Problems = notes };
    }

    /// <summary>The same answer from the JSON door of the service, element by element; a body that is none has no elements we know.</summary>
    private static XElement FromJson(ReadOnlyMemory<byte> body)
    {
        var json = WireJson.Parse(body);
        return json.At("TrackingResults").ValueKind is JsonValueKind.Array or JsonValueKind.Null || json.At("Notifications").ValueKind == JsonValueKind.Array
            ? new XElement("ShipmentTrackingResponse",
                new XElement("HasErrors", json.Label("HasErrors")?.ToLowerInvariant()),
                new XElement("Notifications", json.Objects("Notifications").Select(note => Copied("Notification", note))),
                new XElement("TrackingResults", json.Objects("TrackingResults").Select(pair => new XElement("Pair",
                    new XElement("Key", pair.Label("Key")), new XElement("Value", pair.Objects("Value").Select(one => Copied("TrackingResult", one)))))),
                new XElement("NonExistingWaybills", json.Items("NonExistingWaybills").Select(waybill => new XElement("string", waybill.Label()))))
            : new XElement("json");
    }

    private static XElement Copied(string name, JsonElement told) =>
        new(name, Copyable.Where(field => told.At(field).ValueKind != JsonValueKind.Undefined).Select(field => new XElement(field, told.Text(field))));

    private NumberResult One(XElement pair, Wire wire)
    {
        var told = pair.Items("Value", "TrackingResult").ToList();
        if ((pair.TrackingNumber("Key") ?? told.Select(one => one.TrackingNumber("WaybillNumber")).FirstOrDefault(number => number is not null) ?? (wire.Asked is [var only] ? only : null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a result without a waybill" };
        var events = told.Select(one => Event(one, number)).DistinctBy(one => one.Key).ToList();
        return events.Count == 0
            ? new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "no updates" }
            : new NumberResult { Number = number, Outcome = NumberOutcome.Tracked, Events = events, Snapshot = new Snapshot { Source = Id, Number = number, ReceivedAt = wire.ReceivedAt } };
    }

    private TrackingEvent Event(XElement told, TrackingNumber number)
    {
        var said = told.Label("UpdateLocation");
        var parts = said?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var place = parts is [var city, .., var last] && CountryZones.Find(last) is { } country ? Places.Of(city, country: country) : Places.Of(said);
        var clock = Clocks.Stated(WallClock(told.Label("UpdateDateTime"))).OrPlace(place);
        clock = clock.PrintedAs(told.Label("UpdateDateTime"));
        var (code, wording) = (told.Label("UpdateCode"), told.Text("UpdateDescription"));
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                SubCode = told.Label("ProblemCode"),
                Wording = told.Text("Comments") is { } comment && wording is not null ? PlainText.Clean($"{wording}: {comment}", PlainText.Wording) : wording ?? told.Text("Comments"),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = said,
            },
            Read = (Codes.Find(code) is null ? Codes.ReadPhrase(wording) : Codes.Read(code)) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>
    /// JSON prints <c>/Date(1722924060000+0300)/</c>: the wall clock that SOAP prints bare, taken for one of the server's own zone [I]. So the wall clock is kept, and not the server's offset.
    /// </summary>
    private static string? WallClock(string? printed)
    {
        if (printed is null || ServerDate().Match(printed) is not { Success: true } match || !long.TryParse(match.Groups["ms"].ValueSpan, CultureInfo.InvariantCulture, out var ms) || Math.Abs(ms) > 32_503_680_000_000)
            return printed;
        var offset = match.Groups["offset"] is { Success: true } said ? Clocks.Offset(said.Value) ?? Offset.Zero : Offset.Zero;
        return LocalDateTimePattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(ms).WithOffset(offset).LocalDateTime);
    }

    [GeneratedRegex(@"^/Date\((?<ms>-?[0-9]{1,16})(?<offset>[+-][0-9]{4})?\)/$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ServerDate();

    [GeneratedRegex("^[0-9]{10,12}$", RegexOptions.NonBacktracking)]
    private static partial Regex Waybill();
}
