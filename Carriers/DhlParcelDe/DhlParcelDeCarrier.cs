using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.DhlParcelDe;

/// <summary>DHL Parcel Germany, Sendungsverfolgung: XML in a query, elements that are all called <c>data</c> and say by their attribute <c>name</c> what they are.</summary>
public sealed partial class DhlParcelDeCarrier : Carrier
{
    public static readonly CarrierId Id = new("dhl-parcel-de");

    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "DHL Paket",
        Countries = ["DE"],
        BaseAddress = new("https://api-eu.dhl.com/"),
        Needs = ["ApiKey", "ApiSecret", "User", "Password"],
        BatchSize = 20,
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "Berlin time by rule of the carrier; abroad the country's main zone assumed",
        TrackingPage = "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}",
        Numbers =
        [
            new(Sscc(), "20 digits of DHL Parcel Germany with their check digit", 0.85, number => CheckDigits.IsGs1(number.Value)),
            new(Piece(), "JJD and the digits of a piece of DHL Parcel Germany", 0.6),
            new(Identcode(), "12 digits of DHL Parcel Germany with their check digit", 0.6, number => CheckDigits.IsModulo10Of49(number.Value)),
            new(UpuFromDe(), "S10 issued by Germany", 0.8, number => S10.Find(number)?.Issuer == "DE"),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var (account, numbers) = (batch.Account, string.Join(';', batch.Numbers.Select(asked => asked.Number.Value)));
        var query = new XElement("data", new XAttribute("appname", account["User"]), new XAttribute("language-code", "en"), new XAttribute("password", account["Password"]),
            new XAttribute("piece-code", numbers), new XAttribute("request", "d-get-piece-detail"));
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>" + query.ToString(SaveOptions.DisableFormatting);
        return new HttpRequestMessage(HttpMethod.Get, $"parcel/de/tracking/v0/shipments?xml={Uri.EscapeDataString(xml)}")
        {
            Headers =
            {
                Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account["ApiKey"]}:{account["ApiSecret"]}"))),
                Accept = { new("application/xml") },
            },
        };
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireXml.Parse(wire.Body);
        // The public query wraps its list in a nameless element.
        if (root.IsNamed("data") && NameOf(root) is null && root.Elements().FirstOrDefault(IsList) is { } wrapped)
            root = wrapped;
        if (!IsList(root))
            return new CarrierReply.Unreadable("no piece-shipment-list");
        if (NameOf(root) is "signaturelist")
            return new CarrierReply.Acknowledged("signatures");
        var (code, error) = (root.AttributeText("code"), root.AttributeText("error"));
        var why = string.Join(": ", ((string?[])[code, error]).OfType<string>());
        if (code is "5" or "6" || (error is not null && LoginFailed().IsMatch(error)))
            return new CarrierReply.Refused(why);
        var pieces = NameOf(root) is "pieceshipment" or "pieceeventlist" ? [root] : Named(root, "pieceshipment").Concat(Named(root, "piecestatuspublic")).ToList();
        if (pieces.Count == 0)
            return code is "100" ? wire.NotFound(why) : error is not null && TooMany().IsMatch(error) ? new CarrierReply.Throttled(null, why) : wire.Inconclusive(why.Length > 0 ? why : "no pieces in the answer");
        // An older spelling has the events beside the piece they belong to.
        var beside = Named(root, "pieceeventlist").ToLookup(list => list.AttributeText("piece-id"));
        var results = pieces.Select(piece => One(piece, beside, wire, pieces.Count == 1)).ToList();
        return new CarrierReply.Answered([.. results, .. wire.LeftOut(results)]);
    }

    private NumberResult One(XElement piece, ILookup<string?, XElement> beside, Wire wire, bool alone)
    {
        var (own, searched) = (TrackingNumber.Find(piece.AttributeText("piece-code") ?? Prefixed(piece.AttributeText("piece-identifier"))), TrackingNumber.Find(piece.AttributeText("searched-piece-code")));
        var number = wire.NumberFor(searched is { } known && wire.Asked.Contains(known) ? known : own ?? searched, alone);
        var status = piece.AttributeText("error-status") is { } error and not "0" ? error : piece.AttributeText("piece-status");
        var printed = Named(piece, "pieceeventlist").Concat(piece.AttributeText("piece-id") is { } id ? beside[id] : []).Prepend(piece).SelectMany(list => Named(list, "pieceevent")).ToList();
        // The short queries tell the last event only, as the piece's own status.
        if (printed.Count == 0 && (piece.AttributeText("status-timestamp") ?? piece.AttributeText("last-event-timestamp")) is not null)
            printed = [piece];
        if (number is not { } asked || printed.Count == 0)
        {
            return new NumberResult
            {
                Number = number,
                Outcome = status switch { "100" => NumberOutcome.NotFound, "5" or "6" => NumberOutcome.Refused, _ => NumberOutcome.Inconclusive },
                Why = string.Join(": ", ((string?[])[status, piece.AttributeText("piece-status-desc") ?? piece.AttributeText("status")]).OfType<string>()) is { Length: > 0 } why ? why : "no events",
            };
        }
        // Oldest first on the wire. What a deliverer deleted stands before the deletion.
        var events = printed.Select((one, i) => i + 1 < printed.Count && printed[i + 1].AttributeText("ice") is "STORN" ? TakenBack(Event(one, asked)) : Event(one, asked)).Reverse().ToList();
        return new NumberResult
        {
            Number = asked,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Aliases = [.. ((TrackingNumber?[])[own, TrackingNumber.Find(piece.AttributeText("upu"))]).OfType<TrackingNumber>().Where(alias => alias != asked).Distinct()],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = asked,
                ReceivedAt = wire.ReceivedAt,
                Service = piece.AttributeText("product-name"),
                Origin = CountryOf(piece.AttributeText("origin-country")),
                Destination = CountryOf(piece.AttributeText("dest-country")),
                ProofOfDelivery = events.Any(told => told.Read.Milestone is Milestone.Delivered) && (piece.AttributeText("pan-recipient-name") ?? piece.AttributeText("recipient-name")) is { } hand
                    ? new ProofOfDelivery { SignedBy = PlainText.Clean(hand, PlainText.Label) } : null,
            },
        };
    }

    private TrackingEvent Event(XElement printed, TrackingNumber number)
    {
        var (location, said) = (printed.AttributeText("event-location"), printed.AttributeText("event-country"));
        var country = CountryOf(said);
        var stamp = printed.AttributeText("event-timestamp") ?? printed.AttributeText("status-timestamp") ?? printed.AttributeText("last-event-timestamp");
        var clock = country is null or "DE" ? Clocks.OfCarrier(Clocks.DayFirst(stamp), Berlin) : Clocks.Unplaced(Clocks.DayFirst(stamp)).OrAssumedIn(country);
        clock = clock.PrintedAs(stamp);
        var (ice, ric, standard) = (printed.AttributeText("ice"), printed.AttributeText("ric"), printed.AttributeText("standard-event-code"));
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = Short(ice ?? standard),
                SubCode = ice is null ? null : Short(standard is null ? ric : $"{ric}/{standard}"),
                Wording = printed.AttributeText("event-text") ?? printed.AttributeText("event-status") ?? printed.AttributeText("status"),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = PlainText.Clean(string.Join(", ", ((string?[])[location, said]).OfType<string>()), PlainText.Label),
            },
            Read = Meaning(ice, ric, standard, printed.AttributeText("ruecksendung") is "true" or "1") with { Time = clock.Time, Place = PlaceOf(location, said, country) },
        };
    }

    /// <summary>By event, reason and standard event together; a new pair by its standard event. On the way back a delivery is one to the sender.</summary>
    private Reading Meaning(string? ice, string? ric, string? standard, bool back)
    {
        var read = Codes.ReadExactly(ice, $"{ric}/{standard}") ?? Codes.Read(standard);
        return back && read.Milestone is Milestone.Delivered ? read with { Milestone = Milestone.Returned } : read;
    }

    private static TrackingEvent TakenBack(TrackingEvent told) => told with { Read = told.Read with { Milestone = null, Reason = null, Mapping = "left out: taken back by the event after it" } };

    private static Place? PlaceOf(string? location, string? said, string? country) =>
        Places.Of(city: location, country: country) is { } place ? place with { Text = location is null ? PlainText.Clean(said, PlainText.Label) ?? place.Text : place.Text } : null;

    /// <summary>Codes, or names in the language of the answer.</summary>
    private static string? CountryOf(string? said) => said?.ToUpperInvariant() switch
    {
        null => null,
        "DEUTSCHLAND" => "DE",
        "\u00D6STERREICH" => "AT",
        "SCHWEIZ" => "CH",
        "NIEDERLANDE" => "NL",
        "FRANKREICH" => "FR",
        _ => CountryZones.Find(said),
    };

    private static bool IsList(XElement data) => data.IsNamed("data") && NameOf(data) is "pieceshipmentlist" or "pieceshipment" or "pieceeventlist" or "piecestatuspubliclist" or "signaturelist";

    private static string? NameOf(XElement data) => data.AttributeText("name")?.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>An identifier is the SSCC without its application identifier 00.</summary>
    private static string? Prefixed(string? identifier) => identifier is { Length: 18 } && Sscc().IsMatch("00" + identifier) ? "00" + identifier : null;

    private static string? Short(string? text) => PlainText.Clean(text, PlainText.Label);

    private static IEnumerable<XElement> Named(XElement parent, string name) => parent.Elements().Where(child => child.IsNamed("data") && NameOf(child) == name);

    [GeneratedRegex("^00340[0-9]{15}$", RegexOptions.NonBacktracking)]
    private static partial Regex Sscc();

    [GeneratedRegex("^JJD[0-9]{16,24}$", RegexOptions.NonBacktracking)]
    private static partial Regex Piece();

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.NonBacktracking)]
    private static partial Regex Identcode();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}DE$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromDe();

    [GeneratedRegex("log-?in failed|password|not authori[sz]ed|anmeldung", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex LoginFailed();

    [GeneratedRegex("too many|limit|quota", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex TooMany();
}
