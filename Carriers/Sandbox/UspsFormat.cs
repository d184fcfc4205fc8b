using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers of USPS Tracking v3 with <c>expand=DETAIL</c>.</summary>
public static class UspsFormat
{
    private static readonly LocalDateTimePattern ToTheMinute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':00'");

    public static byte[] Answer(Journey journey, string number, IReadOnlyList<Scan> scans)
    {
        var latest = scans[0];
        var (_, words, category) = Words(latest.What);
        var (from, to) = (journey.Route.CrossesBorder ? journey.Route.Hub : journey.Origin, journey.Destination);
        return CarrierJson.Bytes(new
        {
            destinationCity = to.City,
            destinationState = to.Region,
            destinationZIP = to.Postcode,
            emailEnabled = "true",
            expectedDeliveryTimeStamp = latest.What is Happening.Delivered ? null : LocalDatePattern.Iso.Format(journey.Expected) + "T21:00:00Z",
            kahalaIndicator = "false",
            mailClass = "USPS Ground Advantage<SUP>&#153;</SUP>",
            mailType = "DM",
            originCity = from.City,
            originState = from.Region,
            originZIP = from.Postcode,
            proofOfDeliveryEnabled = "false",
            restoreEnabled = "false",
            RRAMEnabled = "false",
            RREEnabled = "false",
            services = new[] { "USPS Tracking<SUP>&#174;</SUP>", "Up to $100 insurance included" },
            serviceTypeCode = "001",
            status = words,
            statusCategory = category,
            statusSummary = $"{words} in {latest.Where.City}, {latest.Where.Region} {latest.Where.Postcode}.",
            tableCode = "T",
            trackingEvents = scans.Select(Event).ToArray(),
            trackingNumber = number,
        });
    }

    public static byte[] Failure(string code, string message) => CarrierJson.Bytes(new
    {
        apiVersion = "v3",
        error = new { code, message, errors = new[] { new { status = code, code, title = message, detail = message } } },
    });

    // The local clock has no offset and loses its seconds; a facility stands where the town does, without state and ZIP code.
    private static object Event(Scan scan)
    {
        var (code, words, _) = Words(scan.What);
        var at = scan.Where.At(scan.At);
        return new
        {
            eventType = words,
            eventTimestamp = ToTheMinute.Format(at.LocalDateTime),
            GMTTimestamp = CarrierJson.Utc(scan.At),
            GMTOffset = CarrierJson.Offset(at.Offset),
            eventCountry = (string?)null,
            eventCity = scan.Where.Facility ?? scan.Where.City,
            eventState = scan.Where.Facility is null ? scan.Where.Region : null,
            eventZIP = scan.Where.Facility is null ? scan.Where.Postcode : null,
            firm = (string?)null,
            name = (string?)null,
            authorizedAgent = "false",
            eventCode = code,
            additionalProp = (string?)null,
        };
    }

    private static (string Code, string Words, string Category) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("GX", "Shipping Label Created, USPS Awaiting Item", "Pre-Shipment"),
        Happening.PickedUp or Happening.TakenOver => ("03", "USPS in possession of item", "Accepted"),
        Happening.ArrivedAtOrigin => ("10", "Arrived at USPS Regional Origin Facility", "In Transit"),
        Happening.LeftOrigin or Happening.LeftHub => ("T1", "Departed USPS Regional Facility", "In Transit"),
        Happening.ArrivedAtHub => ("A1", "Arrived at USPS Regional Facility", "In Transit"),
        Happening.ArrivedForDelivery => ("07", "Arrived at Post Office", "In Transit"),
        Happening.OutForDelivery => ("OF", "Out for Delivery", "Out for Delivery"),
        Happening.DeliveryFailed => ("02", "Notice Left (No Authorized Recipient Available)", "Delivery Attempt"),
        Happening.WaitingAtPickup => ("16", "Available for Pickup", "Available for Pickup"),
        Happening.Delivered => ("01", "Delivered, In/At Mailbox", "Delivered"),
        Happening.GoingBack => ("09", "Return to Sender", "Alert"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "USPS of the sandbox tells nothing abroad"),
    };
}
