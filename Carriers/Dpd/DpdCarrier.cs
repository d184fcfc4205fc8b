using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Dpd;

/// <summary>
/// DPD's ParcelLifeCycleService of Belgium and the Netherlands (SOAP). It tells the whole life of a parcel, also the steps not reached yet: those are left out.
/// </summary>
public sealed partial class DpdCarrier : Carrier
{
    public static readonly CarrierId Id = new("dpd");

    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/", Authentication = "http://dpd.com/common/service/types/Authentication/2.0",
        LifeCycle = "http://dpd.com/common/service/types/ParcelLifeCycleService/2.0", Login = "http://dpd.com/common/service/types/LoginService/2.0";

    /// <summary>Dates come as a program in the United States prints them.</summary>
    private static readonly LocalDateTimePattern UnitedStates = LocalDateTimePattern.Create("M/d/uuuu h:mm:ss tt", CultureInfo.InvariantCulture);

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "DPD",
        Countries = ["BE", "NL", "LU"],
        BaseAddress = new("https://wsshipper.dpd.nl/soap/"),
        Needs = ["DelisId", "Password"],
        OAuth = new("WSDL/LoginServiceV20.wsdl", OAuthStyle.Own),
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "no offset printed; the zone of the place",
        TrackingPage = "https://www.dpdgroup.com/nl/mydpd/my-parcels/track?parcelNumber={number}",
        Numbers = [new(Label(), "parcel label number of DPD, 14 digits", 0.6)],
    };

    public override HttpRequestMessage AskToken(Account account) => Request("services/LoginService/V2_0/", "http://dpd.com/common/service/LoginService/2.0/getAuth", null,
        new XElement(Login + "getAuth", new XElement("delisId", account["DelisId"]), new XElement("password", account["Password"]), new XElement("messageLanguage", "en_EN")));

    public override AccessToken? ReadToken(ReadOnlyMemory<byte> body)
    {
        try
        {
            return WireXml.Parse(body).At("return").Label("authToken") is { } token && token.All(c => c is > ' ' and < '\x7f') ? new AccessToken(token, TimeSpan.FromHours(12)) : null; // [R] a day
        }
        catch (XmlException)
        {
            return null;
        }
    }

    public override HttpRequestMessage Ask(AskBatch batch) => Request("services/ParcelLifeCycleService/V2_0/", "http://dpd.com/common/service/ParcelLifeCycleService/2.0/getTrackingData",
        new XElement(Authentication + "authentication",
            new XElement("delisId", batch.Account["DelisId"]), new XElement("authToken", batch.AccessToken), new XElement("messageLanguage", "en_EN")),
        new XElement(LifeCycle + "getTrackingData", new XElement("parcelLabelNumber", batch.Numbers[0].Number.Value)));

    // A SOAP fault comes with 500 and says what it is about.
    protected override CarrierReply? ReadStatus(Wire wire) => wire.Status == 500 && !wire.Body.IsEmpty ? null : base.ReadStatus(wire);

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireXml.Parse(wire.Body);
        if (root.IsNamed("Fault"))
            return Fault(root, wire);
        if (root.IsNamed("getAuthResponse"))
            return new CarrierReply.Acknowledged("access token");
        if (!root.IsNamed("getTrackingDataResponse"))
            return wire.Status == 500 ? new CarrierReply.Unreachable("HTTP 500") : new CarrierReply.Unreadable("no getTrackingDataResponse");
        return new CarrierReply.Answered([.. root.Items("trackingresult").Select(result => One(result, wire))]);
    }

    private static CarrierReply Fault(XElement fault, Wire wire)
    {
        var detail = fault.At("detail")?.Elements().FirstOrDefault();
        var why = $"{detail.Label("errorCode") ?? detail.Label("faultCode")} {detail.Text("errorMessage") ?? detail.Text("message") ?? fault.Text("faultstring")}".Trim();
        return detail?.IsNamed("authenticationFault") is true || why.Contains("AUTH", StringComparison.Ordinal) ? new CarrierReply.Refused(why)
            : why.Contains("not found", StringComparison.OrdinalIgnoreCase) || why.Contains("no data", StringComparison.OrdinalIgnoreCase) || why.Contains("unknown parcel", StringComparison.OrdinalIgnoreCase)
                ? new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }])
            : new CarrierReply.Answered([]) { Problems = [why] };
    }

    private NumberResult One(XElement result, Wire wire)
    {
        var shipment = result.At("shipmentInfo");
        var number = shipment.TrackingNumber("parcelLabelNumber") ?? result.TrackingNumber("parcelLabelNumber") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null);
        var reached = result.Items("statusInfo").Where(status => status.Label("statusHasBeenReached") is "true").ToList();
        var tracked = number ?? AskedNumbers.Unnamed;
        var events = reached.Select(status => Event(status, tracked)).DistinctBy(one => one.Key).ToList();
        return events.Count == 0
            ? new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "no step was reached" }
            : new NumberResult
            {
                Number = number,
                Outcome = NumberOutcome.Tracked,
                Events = events,
                Snapshot = new Snapshot { Source = Id, Number = tracked, ReceivedAt = wire.ReceivedAt, Service = shipment.Label("serviceDescription", "content", "content") },
            };
    }

    private TrackingEvent Event(XElement status, TrackingNumber number)
    {
        var said = status.Label("location", "content");
        var inner = said is null ? null : Location().Match(said);
        var place = inner is { Success: true } ? Places.Of(inner.Groups["city"].Value, country: inner.Groups["country"].Value) : Places.Of(said);
        var printed = status.Label("date", "content");
        var clock = (UnitedStates.Parse(printed ?? "") is { Success: true, Value: var local }
            ? new ClockReading(printed!, LocalDateTimePattern.ExtendedIso.Format(local), EventTime.Unplaced(local)) : Clocks.Stated(printed)).OrPlace(place);
        var (code, wording) = (status.Label("status"), status.Text("description", "content", "content") ?? status.Text("label", "content"));
        return new TrackingEvent
        {
            Said = new Statement { Source = Id, Number = number, Code = code, Wording = wording, Clock = clock.Printed, WallClock = clock.WallClock, PlaceSaid = said },
            Read = (Codes.Find(code) is null ? Codes.ReadPhrase(wording) : Codes.Read(code)) with { Time = clock.Time, Place = place },
        };
    }

    private static HttpRequestMessage Request(string path, string action, XElement? header, XElement body)
    {
        var envelope = new XElement(Soap + "Envelope", new XElement(Soap + "Header", header), new XElement(Soap + "Body", body));
        return new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "SOAPAction", $"\"{action}\"" } },
            Content = new StringContent(envelope.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml"),
        };
    }

    [GeneratedRegex("^[0-9]{14}$", RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?<city>[^()]{1,100}?)\s*\((?<country>[A-Z]{2})\)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Location();
}
