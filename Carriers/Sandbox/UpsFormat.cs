using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers of UPS Track v1 and the pushes of Track Alert.</summary>
public static class UpsFormat
{
    private static readonly LocalDateTimePattern Day = LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMdd"), Hour = LocalDateTimePattern.CreateWithInvariantCulture("HHmmss");

    public static byte[] Answer(Journey journey, string number, IReadOnlyList<Scan> scans) => CarrierJson.Bytes(new
    {
        trackResponse = new
        {
            shipment = new[]
            {
                new
                {
                    inquiryNumber = number,
                    package = new[]
                    {
                        new
                        {
                            trackingNumber = number,
                            deliveryDate = new[] { new { type = scans[0].What is Happening.Delivered ? "DEL" : "SDD", date = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd").Format(journey.Expected) } },
                            activity = scans.Select(Activity).ToArray(),
                            packageAddress = new[] { Party("ORIGIN", journey.Origin), Party("DESTINATION", journey.Destination) },
                            service = new { code = "518", levelCode = "003", description = "UPS Ground" },
                        },
                    },
                },
            },
        },
    });

    public static byte[] Failure(string code, string message) => CarrierJson.Bytes(new { response = new { errors = new[] { new { code, message } } } });

    /// <summary>One event, without those before it; the offset has a dot here.</summary>
    public static byte[] Push(string number, Scan scan)
    {
        var (type, code, words) = Words(scan.What);
        var at = scan.Where.At(scan.At);
        return CarrierJson.Bytes(new
        {
            trackingNumber = number,
            localActivityDate = Day.Format(at.LocalDateTime),
            localActivityTime = Hour.Format(at.LocalDateTime),
            activityLocation = new { city = scan.Where.City, stateProvince = scan.Where.Region, postalCode = scan.Where.Postcode, country = scan.Where.Country },
            activityStatus = new { type, code, description = words },
            gmtActivityDate = Day.Format(scan.At.InUtc().LocalDateTime),
            gmtActivityTime = Hour.Format(scan.At.InUtc().LocalDateTime),
            gmtOffset = CarrierJson.Offset(at.Offset).Replace(':', '.'),
        });
    }

    private static object Party(string type, Town town) => new { type, address = new { city = town.City, stateProvince = town.Region, postalCode = town.Postcode, country = town.Country, countryCode = town.Country } };

    private static object Activity(Scan scan)
    {
        var (type, code, words) = Words(scan.What);
        var at = scan.Where.At(scan.At);
        return new
        {
            location = new { address = new { city = scan.Where.City, stateProvince = scan.Where.Region, countryCode = scan.Where.Country, country = scan.Where.Country } },
            status = new { type, description = words, code },
            date = Day.Format(at.LocalDateTime),
            time = Hour.Format(at.LocalDateTime),
            gmtDate = Day.Format(scan.At.InUtc().LocalDateTime),
            gmtOffset = CarrierJson.Offset(at.Offset),
            gmtTime = LocalDateTimePattern.CreateWithInvariantCulture("HH:mm:ss").Format(scan.At.InUtc().LocalDateTime),
        };
    }

    private static (string Type, string Code, string Words) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("M", "MP", "Shipper created a label, UPS has not received the package yet."),
        Happening.PickedUp => ("I", "OR", "Origin Scan"),
        Happening.ArrivedAtOrigin or Happening.ArrivedAtHub => ("I", "AR", "Arrived at Facility"),
        Happening.LeftOrigin or Happening.LeftHub => ("I", "DP", "Departed from Facility"),
        Happening.ArrivedForDelivery => ("I", "DS", "Destination Scan"),
        Happening.OutForDelivery => ("I", "OT", "Out For Delivery Today"),
        Happening.DeliveryFailed => ("X", "48", "The receiver was not available for delivery. We'll make a second attempt the next business day."),
        Happening.WaitingAtPickup => ("D", "2Q", "Delivered to UPS Access Point, awaiting customer pickup"),
        Happening.Delivered => ("D", "FS", "DELIVERED"),
        Happening.GoingBack => ("X", "4R", "The package is being returned to the sender."),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "UPS of the sandbox tells nothing abroad"),
    };
}
