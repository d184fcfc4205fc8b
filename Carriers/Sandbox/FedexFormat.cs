using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers of FedEx Track v1 and the pushes of its Advanced Integrated Visibility.</summary>
public static class FedexFormat
{
    /// <summary>The answer for up to thirty numbers; one that is not known is an error inside it.</summary>
    public static byte[] Answer(World world, IReadOnlyList<string> numbers, Instant now, Guid transaction) => CarrierJson.Bytes(new
    {
        transactionId = transaction,
        output = new { completeTrackResults = numbers.Select(number => Complete(world, number, now)).ToArray() },
    });

    /// <summary>A push of what FedEx tells of a number at a moment.</summary>
    public static byte[] Push(World world, string number, Instant now) => CarrierJson.Bytes(new
    {
        outputMetaData = new { webhookType = "TRACKING_NUMBER_SUBSCRIPTION", createdDateTime = CarrierJson.Utc(now) },
        output = new { completeTrackResults = new[] { Complete(world, number, now) } },
    });

    public static byte[] Failure(string code, string message, Guid transaction) => CarrierJson.Bytes(new { transactionId = transaction, errors = new[] { new { code, message } } });

    private static object Complete(World world, string number, Instant now)
    {
        var scans = world.Tell(CarrierIds.Fedex, number, now);
        return new
        {
            trackingNumber = number,
            trackResults = new[] { scans.Count == 0 ? NotFound(number) : Result(world.Find(CarrierIds.Fedex, number)!, number, scans) },
        };
    }

    private static object NotFound(string number) => new
    {
        trackingNumberInfo = new { trackingNumber = number, trackingNumberUniqueId = "", carrierCode = "" },
        error = new
        {
            code = "TRACKING.TRACKINGNUMBER.NOTFOUND",
            message = "Tracking number cannot be found. Please correct the tracking number and try again.",
        },
    };

    private static object Result(Journey journey, string number, IReadOnlyList<Scan> scans)
    {
        var latest = scans[0];
        var (code, description, _, _, _) = Words(latest.What);
        var delivered = latest.What is Happening.Delivered;
        return new
        {
            trackingNumberInfo = new
            {
                trackingNumber = number,
                trackingNumberUniqueId = $"{journey.PlacedAt.ToUnixTimeSeconds()}~{number}~FX",
                carrierCode = journey.Route.CrossesBorder ? "FDXE" : "FDXG",
            },
            additionalTrackingInfo = new { nickname = "", packageIdentifiers = Array.Empty<object>(), hasAssociatedShipments = false },
            shipperInformation = new { contact = new { }, address = Address(journey.Origin) },
            recipientInformation = new { contact = new { }, address = Address(journey.Destination) },
            latestStatusDetail = new
            {
                code,
                derivedCode = code,
                statusByLocale = description,
                description,
                scanLocation = Address(latest.Where),
            },
            dateAndTimes = Dates(journey, scans).ToArray(),
            serviceDetail = journey.Route.CrossesBorder
                ? new { type = "FEDEX_INTERNATIONAL_PRIORITY", description = "FedEx International Priority", shortDescription = "IP" }
                : new { type = "FEDEX_GROUND", description = "FedEx Ground", shortDescription = "FG" },
            originLocation = new { locationContactAndAddress = new { address = Address(journey.Origin) } },
            destinationLocation = new { locationContactAndAddress = new { address = Address(journey.Destination) } },
            scanEvents = scans.Select(Event).ToArray(),
            deliveryDetails = delivered
                ? (object)new { actualDeliveryAddress = Address(latest.Where), receivedByName = "R.EXAMPLE", locationDescription = "Front Desk", deliveryAttempts = "0" }
                : new { deliveryAttempts = "0" },
            estimatedDeliveryTimeWindow = new { window = new { } },
        };
    }

    // FedEx knows only the day of these, and prints midnight at its own headquarters' offset, in summer too.
    private static IEnumerable<object> Dates(Journey journey, IReadOnlyList<Scan> scans)
    {
        foreach (var scan in scans)
        {
            if (scan.What is Happening.Delivered)
                yield return new { type = "ACTUAL_DELIVERY", dateTime = CarrierJson.Stated(scan.Where.At(scan.At)) };
            if (scan.What is Happening.PickedUp)
                yield return new { type = "ACTUAL_PICKUP", dateTime = Day(scan.Where.At(scan.At).Date) };
            if (scan.What is Happening.LabelMade)
                yield return new { type = "SHIP", dateTime = Day(scan.Where.At(scan.At).Date) };
        }
        if (scans[0].What is not (Happening.Delivered or Happening.GoingBack))
            yield return new { type = "ESTIMATED_DELIVERY", dateTime = Day(journey.Expected) };
    }

    private static string Day(LocalDate date) => LocalDatePattern.Iso.Format(date) + "T00:00:00-06:00";

    private static object Event(Scan scan)
    {
        var (code, description, exception, exceptionDescription, location) = Words(scan.What);
        return new
        {
            date = CarrierJson.Stated(scan.Where.At(scan.At)),
            eventType = code,
            eventDescription = description,
            exceptionCode = exception,
            exceptionDescription,
            scanLocation = Address(scan.Where),
            locationType = location,
            derivedStatusCode = code,
            derivedStatus = description,
        };
    }

    private static object Address(Town town) => new
    {
        streetLines = new[] { "" },
        city = town.City,
        stateOrProvinceCode = town.Region.Length == 2 ? town.Region : "",
        postalCode = town.Postcode,
        countryCode = town.Country,
        residential = false,
    };

    private static (string Code, string Description, string Exception, string ExceptionDescription, string Location) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("OC", "Shipment information sent to FedEx", "", "", "CUSTOMER"),
        Happening.PickedUp => ("PU", "Picked up", "", "", "PICKUP_LOCATION"),
        Happening.ArrivedAtOrigin => ("AR", "Arrived at FedEx location", "", "", "ORIGIN_FEDEX_FACILITY"),
        Happening.LeftOrigin => ("DP", "Left FedEx origin facility", "", "", "ORIGIN_FEDEX_FACILITY"),
        Happening.ExportCleared => ("EA", "Export Approved", "", "", "ORIGIN_AIRPORT"),
        Happening.MissedFlight => ("SE", "Shipment exception", "22", "Package missed its flight", "ORIGIN_AIRPORT"),
        Happening.FlightLeft => ("PF", "Plane in flight", "", "", "ORIGIN_AIRPORT"),
        Happening.FlightArrived => ("AR", "Arrived at FedEx location", "", "", "DESTINATION_AIRPORT"),
        Happening.CustomsBegan => ("CP", "Clearance in progress", "", "", "PORT_OF_ENTRY"),
        Happening.HeldByCustoms => ("CD", "Clearance delay - Import", "", "", "PORT_OF_ENTRY"),
        Happening.DutyAsked => ("CD", "Clearance delay - Import", "", "Duties and taxes are due before release", "PORT_OF_ENTRY"),
        Happening.CustomsReleased => ("CC", "International shipment release - Import", "", "", "PORT_OF_ENTRY"),
        Happening.HandedOn => ("TP", "Transferred to partner", "", "", "FEDEX_FACILITY"),
        Happening.TakenOver or Happening.ArrivedAtHub => ("AR", "Arrived at FedEx hub", "", "", "FEDEX_FACILITY"),
        Happening.LeftHub => ("DP", "Departed FedEx location", "", "", "FEDEX_FACILITY"),
        Happening.ArrivedForDelivery => ("AR", "At local FedEx facility", "", "", "DESTINATION_FEDEX_FACILITY"),
        Happening.OutForDelivery => ("OD", "On FedEx vehicle for delivery", "", "", "VEHICLE"),
        Happening.DeliveryFailed => ("DE", "Delivery exception", "08", "Customer not available or business closed", "DELIVERY_LOCATION"),
        Happening.WaitingAtPickup => ("HL", "Ready for recipient pickup", "", "", "FEDEX_FACILITY"),
        Happening.Delivered => ("DL", "Delivered", "", "", "DELIVERY_LOCATION"),
        Happening.GoingBack => ("RS", "Returning package to shipper", "", "", "FEDEX_FACILITY"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };
}
