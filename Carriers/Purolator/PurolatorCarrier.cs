using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Purolator;

/// <summary>Purolator's TrackPackagesByPin (SOAP): scans by type, whose words say more than the type.</summary>
public sealed partial class PurolatorCarrier : Carrier
{
    public static readonly CarrierId Id = new("purolator");

    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/", Types = "http://purolator.com/pws/datatypes/v1";

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Purolator",
        Countries = ["CA", "US"],
        BaseAddress = new("https://webservices.purolator.com/"),
        Needs = ["Key", "Password", "UserToken"],
        BatchSize = 50, // [I] a list is taken; no number is published
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "no offset printed; the zone of the depot's province where that tells one",
        TrackingPage = "https://www.purolator.com/en/shipping/tracker?pins={number}",
        Numbers =
        [
            new(Letters(), "PIN of Purolator, three letters and nine digits", 0.8),
            new(Digits(), "PIN of 12 digits of Purolator", 0.3),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var envelope = new XElement(Soap + "Envelope",
            new XElement(Soap + "Header", new XElement(Types + "RequestContext",
                new XElement(Types + "Version", "1.2"), new XElement(Types + "Language", "en"), new XElement(Types + "GroupID", ""), new XElement(Types + "RequestReference", "tracking"), new XElement(Types + "UserToken", batch.Account["UserToken"]))),
            new XElement(Soap + "Body", new XElement(Types + "TrackPackagesByPinRequest", new XElement(Types + "PINs",
                batch.Numbers.Select(asked => new XElement(Types + "PIN", new XElement(Types + "Value", asked.Number.Value)))))));
        var request = new HttpRequestMessage(HttpMethod.Post, "EWS/V1/Tracking/TrackingService.asmx")
        {
            Headers = { Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{batch.Account["Key"]}:{batch.Account["Password"]}"))) },
            Content = new StringContent(envelope.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml"),
        };
        request.Headers.Add("SOAPAction", "\"http://purolator.com/pws/service/v1/TrackPackagesByPin\"");
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireXml.Parse(wire.Body);
        if (root.IsNamed("Fault"))
        {
            var fault = root.Text("faultstring") ?? root.Deep("Text").FirstOrDefault()?.Value ?? "a SOAP fault";
            return fault.Contains("auth", StringComparison.OrdinalIgnoreCase) || fault.Contains("credential", StringComparison.OrdinalIgnoreCase) ? new CarrierReply.Refused(fault) : new CarrierReply.Answered([]) { Problems = [fault] };
        }
        if (!root.IsNamed("TrackPackagesByPinResponse"))
            return new CarrierReply.Unreadable("no TrackPackagesByPinResponse");
        var errors = ErrorsOf(root.At("ResponseInformation"));
        var results = root.Items("TrackingInformationList", "TrackingInformation").Select(one => One(one, wire)).ToList();
        if (results.Count == 0 && errors.Any(error => error.Code is "1100600" || error.Text.Contains("auth", StringComparison.OrdinalIgnoreCase)))
            return new CarrierReply.Refused(errors[0].Text);
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked)).Select(asked => new NumberResult
        {
            Number = asked,
            Outcome = errors.Count > 0 && wire.Asked.Count == 1 && errors.All(IsNotFound) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
            Why = errors.Count > 0 ? errors[0].Text : "the answer leaves this number out",
        }));
        return new CarrierReply.Answered(results) { Problems = [.. errors.Select(error => $"{error.Code} {error.Text}".Trim())] };
    }

    private NumberResult One(XElement told, Wire wire)
    {
        var number = told.TrackingNumber("PIN", "Value") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null);
        var errors = ErrorsOf(told.At("ResponseInformation"));
        var scans = told.Items("Scans", "Scan").ToList();
        if (number is not { } tracked)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a result without a PIN" };
        var events = scans.Select(scan => Event(scan, tracked)).DistinctBy(one => one.Key).ToList();
        if (events.Count == 0)
            return new NumberResult { Number = tracked, Outcome = errors.Count == 0 || errors.All(IsNotFound) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive, Why = errors.Count > 0 ? errors[0].Text : "no scans" };
        var signed = scans.Select(scan => scan.Label("ScanDetails", "DeliverySignature")).FirstOrDefault(name => name is not null);
        return new NumberResult
        {
            Number = tracked,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Snapshot = new Snapshot { Source = Id, Number = tracked, ReceivedAt = wire.ReceivedAt, ProofOfDelivery = signed is null ? null : new ProofOfDelivery { SignedBy = signed } },
        };
    }

    private TrackingEvent Event(XElement scan, TrackingNumber number)
    {
        var said = scan.Label("Depot", "Name");
        var place = PlaceOf(said);
        var clock = Clocks.Stated($"{scan.Label("ScanDate")} {scan.Label("ScanTime")?.PadLeft(6, '0')}".Trim()).OrPlace(place);
        var (code, wording) = (scan.Label("ScanType"), scan.Text("Description"));
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                // These types hold many things, several at one minute and depot: only the words tell them apart.
                SubCode = code is "Other" or "Undeliverable" ? wording : null,
                Wording = wording,
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = said,
            },
            Read = Meaning(code, wording) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>The words where they say more than the type; a delivery only where the type says so.</summary>
    private Reading Meaning(string? code, string? wording)
    {
        var (byType, byWords) = (Codes.Read(code), Codes.ReadPhrase(wording?.TrimEnd('-', ' ')));
        return byWords.Milestone is null or Milestone.Delivered ? byType : byWords;
    }

    /// <summary><c>MONTREAL SORT CTR/CTR TRIE, PQ</c>; Purolator writes PQ for Quebec and NF for Newfoundland.</summary>
    private static Place? PlaceOf(string? said)
    {
        var comma = said?.LastIndexOf(',') ?? -1;
        var province = comma < 0 ? null : said![(comma + 1)..].Trim() switch { "PQ" => "QC", "NF" => "NL", { Length: 2 } other => other, _ => null };
        var place = Places.Of(region: province, country: province is null ? null : "CA", facility: comma < 0 ? said : said![..comma].Trim());
        return place is null ? null : place with { Text = said! };
    }

    private static List<(string Code, string Text)> ErrorsOf(XElement? information) =>
        [.. information.Items("Errors", "Error").Select(error => (error.Label("Code") ?? "", error.Text("Description") ?? error.Text("AdditionalInformation") ?? "an error"))];

    private static bool IsNotFound((string Code, string Text) error) =>
        error.Text.Contains("not found", StringComparison.OrdinalIgnoreCase) || error.Text.Contains("cannot be found", StringComparison.OrdinalIgnoreCase) || error.Text.Contains("no tracking", StringComparison.OrdinalIgnoreCase) || error.Text.Contains("invalid pin", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^[A-Z]{3}[0-9]{9}$", RegexOptions.NonBacktracking)]
    private static partial Regex Letters();

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();
}
