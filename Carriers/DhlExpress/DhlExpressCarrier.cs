using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.DhlExpress;

/// <summary>MyDHL API of DHL Express. The XML-PI before it and the web page's own JSON are retired.</summary>
public sealed partial class DhlExpressCarrier : Carrier
{
    public static readonly CarrierId Id = new("dhl-express");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "DHL Express",
        BaseAddress = new("https://express.api.dhl.com/"),
        Needs = ["ApiKey", "ApiSecret"],
        BatchSize = 10, // [I] several are taken; no number is published
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "offset printed in its own field; without one the zone of the place",
        TrackingPage = "https://www.dhl.com/en/express/tracking.html?AWB={number}",
        Numbers =
        [
            new(Waybill(), "waybill of 10 digits with its check digit", 0.75, number => CheckDigits.IsModulo7(number.Value)),
            new(Piece(), "piece number of DHL Express", 0.9),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"mydhlapi/tracking?{string.Join('&', batch.Numbers.Select(asked => (Piece().IsMatch(asked.Number.Value) ? "pieceTrackingNumber=" : "shipmentTrackingNumber=") + Uri.EscapeDataString(asked.Number.Value)))}&trackingView=all-checkpoints&levelOfDetail=all")
        {
            Headers =
            {
                Accept = { new("application/json") },
                AcceptLanguage = { new("en") },
                Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{batch.Account["ApiKey"]}:{batch.Account["ApiSecret"]}"))),
            },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        if (WireMarkup.RootOf(wire.Body) is "TrackingResponse" or "ShipmentTrackingErrorResponse" or "ErrorResponse" or "wrapper" or "Envelope")
            return new CarrierReply.Unreadable("retired format");
        var root = WireJson.Parse(wire.Body);
        if (root.Objects("results").Any(result => result.Label("type") is "airwaybill" || result.At("checkpoints").IsSaid()))
            return new CarrierReply.Unreadable("retired format");
        if (!root.At("shipments").IsSaid())
            return Problem(root, wire);
        var results = root.Objects("shipments").Select(shipment => One(shipment, wire)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    /// <summary>A problem body; its own status counts where a gateway has replaced the one of HTTP.</summary>
    private static CarrierReply Problem(JsonElement root, Wire wire)
    {
        if ((root.Text("detail") ?? root.Text("title") ?? root.Text("message") ?? root.Text("reasons", "msg")) is not { } why)
            return new CarrierReply.Unreadable("neither shipments nor a problem");
        return (root.Whole("status") ?? root.Whole("code") ?? wire.Status) switch
        {
            401 or 403 => new CarrierReply.Refused(why),
            // The gateway's own refusal has no status in it.
            _ when why.StartsWith("Invalid Credentials", StringComparison.OrdinalIgnoreCase) => new CarrierReply.Refused(why),
            429 => new CarrierReply.Throttled(null, why),
            404 when wire.Asked.Count <= 1 => new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }]),
            >= 500 => new CarrierReply.Unreachable(why),
            _ => new CarrierReply.Answered([]) { Problems = [why] },
        };
    }

    private NumberResult One(JsonElement shipment, Wire wire)
    {
        var status = shipment.Text("status");
        var told = shipment.TrackingNumber("shipmentTrackingNumber");
        var pieces = shipment.Objects("pieces").ToList();
        var asked = pieces.Select(piece => piece.TrackingNumber("trackingNumber")).FirstOrDefault(piece => piece is { } named && wire.Asked.Contains(named));
        if ((asked ?? told ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = status ?? "a shipment without a number" };
        // The pieces repeat the shipment's events; they stand where one of them was asked for, or where the shipment has none of its own.
        var printed = pieces.Where(piece => asked is not null && piece.TrackingNumber("trackingNumber") == asked).SelectMany(piece => piece.Objects("events")).ToList();
        if (printed.Count == 0)
            printed = [.. shipment.Objects("events")];
        if (printed.Count == 0)
            printed = [.. pieces.SelectMany(piece => piece.Objects("events"))];
        var (origin, destination) = (CountryOf(shipment, "shipperDetails"), CountryOf(shipment, "receiverDetails"));
        var events = printed.Select(one => Event(one, number)).DistinctBy(one => one.Key).ToList();
        if (events.Count == 0)
        {
            return new NumberResult
            {
                Number = number,
                Outcome = status?.Contains("found", StringComparison.OrdinalIgnoreCase) is true ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
                Why = status ?? "no events",
            };
        }
        var signed = printed.Select(one => one.Label("signedBy")).FirstOrDefault(name => name is not null);
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            // A piece's number is another name of the parcel only where the shipment is one piece.
            Aliases = [.. ((TrackingNumber?[])[told, pieces is [var single] && single.TrackingNumber("trackingNumber") is { } alone && Piece().IsMatch(alone.Value) ? alone : null]).OfType<TrackingNumber>().Where(alias => alias != number).Distinct()],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = shipment.Label("productCode"),
                Origin = origin,
                Destination = destination,
                Edd = Day(shipment.Label("estimatedDeliveryDate")) is { } day ? new Edd(day, day) : null,
                ProofOfDelivery = signed is null ? null : new ProofOfDelivery { SignedBy = signed },
            },
        };
    }

    private TrackingEvent Event(JsonElement printed, TrackingNumber number)
    {
        var area = printed.At("serviceArea");
        var place = PlaceOf(area.Label("description"), area.Label("code"));
        var clock = Clocks.Stated($"{printed.Label("date")} {printed.Label("time")}".Trim(), printed.Label("GMTOffset")).OrPlace(place);
        var code = printed.Label("typeCode");
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = printed.Text("description"),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = area.Label("description") ?? area.Label("code"),
            },
            Read = Codes.Read(code) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>A service area is printed as <c>BRISBANE-AU</c>, <c>LEIPZIG - GERMANY</c> or <c>VAN NUYS,CA-USA</c>.</summary>
    private static Place? PlaceOf(string? area, string? code)
    {
        if (area is null)
            return code is null ? null : new Place { Text = code, Facility = code };
        var dash = area.LastIndexOf('-');
        var tail = dash < 0 ? "" : area[(dash + 1)..].Trim();
        var country = CountryZones.Find(tail is "USA" ? "US" : tail is "UK" or "UNITED KINGDOM" ? "GB" : tail);
        var place = Places.Of(city: country is null ? area : area[..dash].Trim(), country: country, facility: null);
        return place is null ? null : place with { Text = area, Facility = code };
    }

    private static string? CountryOf(JsonElement shipment, string party) => CountryZones.Find(shipment.Label(party, "postalAddress", "countryCode"));

    private static LocalDate? Day(string? printed) => Clocks.Parse(printed)?.Local.Date;

    [GeneratedRegex("^[0-9]{10}$", RegexOptions.NonBacktracking)]
    private static partial Regex Waybill();

    [GeneratedRegex("^(?:JD|JJD)01[0-9]{16}$", RegexOptions.NonBacktracking)]
    private static partial Regex Piece();
}
