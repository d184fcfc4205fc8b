using System.Text;
using System.Xml.Linq;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers of Landmark's Track.php: oldest first, with clocks that have no offset.</summary>
public static class LandmarkFormat
{
    private static readonly LocalDateTimePattern Clock = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd HH':'mm':'ss");

    public static byte[] Answer(string number, IReadOnlyList<Scan> scans) => Bytes(new XElement("TrackResponse",
        new XElement("Result",
            new XElement("Success", "true"),
            new XElement("ShipmentDetails", new XElement("EndDeliveryCarrier", "BPost International")),
            new XElement("Packages", new XElement("Package",
                new XElement("TrackingNumber", number),
                new XElement("LandmarkTrackingNumber", number),
                new XElement("PackageReference"),
                new XElement("Events", scans.Reverse().Select(Event)))))));

    public static byte[] Failure(string code, string message) => Bytes(new XElement("TrackResponse",
        new XElement("Result", new XElement("Success", "false"), new XElement("ResultMessage", "See Errors element for error details")),
        new XElement("Errors", new XElement("Error", new XElement("ErrorCode", code), new XElement("ErrorMessage", message)))));

    private static byte[] Bytes(XElement root) => Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?>\n" + root);

    private static XElement Event(Scan scan)
    {
        var (code, words) = Words(scan.What);
        return new XElement("Event",
            new XElement("Status", words),
            new XElement("DateTime", Clock.Format(scan.Where.At(scan.At).LocalDateTime)),
            new XElement("Location", $"{scan.Where.City}, {scan.Where.Region}, {scan.Where.Country}"),
            new XElement("EventCode", code));
    }

    private static (string Code, string Words) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("50", "Shipment Data Uploaded"),
        Happening.PickedUp => ("225", "Package scanned at carrier facility"),
        Happening.ArrivedAtOrigin or Happening.ArrivedAtHub => ("225", "Incoming scan at facility"),
        Happening.LeftOrigin or Happening.LeftHub => ("225", "Outgoing scan at facility"),
        Happening.ExportCleared => ("125", "Customs transmission sent to carrier"),
        Happening.FlightLeft => ("150", "Crossing border and in transit to carrier hub"),
        Happening.FlightArrived => ("155", "Crossing Received"),
        Happening.CustomsBegan => ("250", "Customs Clearance in Progress"),
        Happening.HeldByCustoms or Happening.DutyAsked => ("135", "Customs Issue"),
        Happening.CustomsReleased => ("125", "Customs cleared"),
        Happening.TakenOver => ("200", "Item scanned at postal facility"),
        Happening.ArrivedForDelivery => ("275", "Arrival distribution office"),
        Happening.OutForDelivery => ("300", "Item out for delivery"),
        Happening.DeliveryFailed => ("400", "Attempted delivery"),
        Happening.WaitingAtPickup => ("410", "Item available for pickup"),
        Happening.Delivered => ("500", "Item successfully delivered"),
        Happening.GoingBack => ("550", "Return received at handling facility"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "Landmark of the sandbox hands nothing on"),
    };
}
