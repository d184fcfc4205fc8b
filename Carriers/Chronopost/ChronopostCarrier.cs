using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Chronopost;

/// <summary>Chronopost's TrackingServiceWS, operation trackSkybillV2 (SOAP).</summary>
public sealed partial class ChronopostCarrier : Carrier
{
    public static readonly CarrierId Id = new("chronopost");

    private static readonly DateTimeZone Paris = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Chronopost",
        Countries = ["FR", "MC"],
        // The operation takes no credentials.
        BaseAddress = new("https://ws.chronopost.fr/"),
        BatchSize = 1,
        Spacing = Duration.FromSeconds(2),
        TellsFullHistory = true,
        Clock = "offset printed; without one Paris time assumed",
        TrackingPage = "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={number}",
        Numbers =
        [
            new(Domestic(), "X and a letter, nine digits with the check digit of S10, and a suffix of Chronopost's", 0.9, number => IsS10(number.Value)),
            new(Reference(), "two letters beginning with X and 13 digits", 0.6),
            new(UpuFromFr(), "S10 issued by France: Chronopost carries its EMS", 0.35, number => S10.Find(number)?.Issuer == "FR"),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/", service = "http://cxf.tracking.soap.chronopost.fr/";
        var envelope = new XElement(soap + "Envelope",
            new XElement(soap + "Body",
                new XElement(service + "trackSkybillV2", new XElement("language", "en_GB"), new XElement("skybillNumber", batch.Numbers[0].Number.Value))));
        return new HttpRequestMessage(HttpMethod.Post, "tracking-cxf/TrackingServiceWS")
        {
            Headers = { { "SOAPAction", "\"\"" } },
            Content = new StringContent(envelope.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml"),
        };
    }

    // A SOAP fault comes with 500 and says what it is about.
    protected override CarrierReply? ReadStatus(Wire wire) => wire.Status == 500 && !wire.Body.IsEmpty ? null : base.ReadStatus(wire);

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireXml.Parse(wire.Body);
        if (root.IsNamed("Fault"))
            return wire.Inconclusive(root.Text("faultstring") ?? root.Text("Reason", "Text") ?? "a SOAP fault");
        if (!root.IsNamed("trackSkybillV2Response") || root.At("return") is not { } answer)
            return wire.Status == 500 ? new CarrierReply.Unreachable("HTTP 500") : new CarrierReply.Unreadable("no trackSkybillV2Response");
        var why = string.Join(": ", ((string?[])[answer.Label("errorCode"), answer.Text("errorMessage")]).OfType<string>());
        switch (answer.Label("errorCode"))
        {
            case null or "0":
                break;
            case "2": // recalled, not documented where we looked
                return wire.NotFound(why);
            default:
                return NoNumber().IsMatch(why) ? wire.NotFound(why) : wire.Inconclusive(why);
        }
        var told = answer.TrackingNumber("listEventInfoComp", "skybillNumber");
        if (answer.Items("listEventInfoComp", "events").ToList() is not { Count: > 0 } printed)
            return new CarrierReply.Answered([new NumberResult { Number = wire.NumberFor(told, alone: true), Outcome = NumberOutcome.NotFound, Why = "no events" }]);
        if (wire.NumberFor(told, alone: true) is not { } number)
            return new CarrierReply.Answered([new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "an answer that names no number" }]);
        return new CarrierReply.Answered([Tracked(printed, number, told, wire)]);
    }

    private NumberResult Tracked(List<XElement> printed, TrackingNumber number, TrackingNumber? told, Wire wire)
    {
        // Oldest first on the wire.
        var events = printed.Select(one => Event(one, number)).Reverse().ToList();
        var delivered = events.Any(one => one.Read.Milestone is Milestone.Delivered);
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Aliases = told is { } alias && alias != number ? [alias] : [],
            Events = events,
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                ProofOfDelivery = delivered && printed.Select(one => Extra(one, Receiver())).OfType<string>().LastOrDefault() is { } hand ? new ProofOfDelivery { SignedBy = hand } : null,
                Next = [.. printed.Select(Partner).OfType<TrackingNumber>().Distinct().Select(next => new NextNumber(null, next, LegRole.LastMile))],
            },
        };
    }

    private TrackingEvent Event(XElement printed, TrackingNumber number)
    {
        var clock = Clocks.Stated(printed.Label("eventDate")).OrAssumed(Paris);
        var (code, wording) = (printed.Label("code"), printed.Text("eventLabel"));
        var (office, zip, department) = (printed.Label("officeLabel"), printed.Label("zipCode"), printed.Label("NPC"));
        // NPC is the French department where the office is French.
        var country = zip is { Length: 5 } && department is { Length: 2 } && zip.StartsWith(department, StringComparison.Ordinal) ? "FR" : null;
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = wording,
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = PlainText.Clean($"{office} {zip}", PlainText.Label),
            },
            // There is no public table of the codes: where ours has none, the words decide.
            Read = (Codes.Find(code) is null ? Codes.ReadPhrase(wording) : Codes.Read(code)) with { Time = clock.Time, Place = Places.Of(facility: office, postcode: zip, country: country) },
        };
    }

    /// <summary>Printed like <c>GEO/XT8452370122486</c>, the partner's name before the stroke.</summary>
    private static TrackingNumber? Partner(XElement printed) =>
        Extra(printed, PartnerNumber())?.Split('/')[^1] is { } said && TrackingNumber.Find(said) is { } number && number.Value.Any(char.IsAsciiDigit) ? number : null;

    private static string? Extra(XElement printed, Regex name) => printed.Items("infoCompList").FirstOrDefault(extra => extra.Label("name") is { } said && name.IsMatch(said))?.Label("value");

    private static bool IsS10(string number) => S10.CheckDigit(number.AsSpan(2, 8)) == number[10] - '0';

    [GeneratedRegex("^X[A-Z][0-9]{9}[A-Z]{2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Domestic();

    [GeneratedRegex("^X[A-Z][0-9]{13}$", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();

    [GeneratedRegex("^E[A-Z][0-9]{9}FR$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromFr();

    [GeneratedRegex("^(?:Partner number|Num[\u00E9e]ro (?:du )?partenaire)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex PartnerNumber();

    [GeneratedRegex("^(?:(?:Consignee|Receiver)'s name|Name of (?:the )?(?:receiver|consignee)|Nom du destinataire|Nom du r[\u00E9e]ceptionnaire|Signatory|Nom du signataire)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Receiver();

    [GeneratedRegex("not found|unknown|inconnu|introuvable|no parcel|aucun", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex NoNumber();
}
