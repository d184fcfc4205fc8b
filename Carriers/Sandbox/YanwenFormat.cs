using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers of Yanwen's tracking, with the zone of each clock in a field of its own.</summary>
public static class YanwenFormat
{
    public static byte[] Answer(World world, IReadOnlyList<string> numbers, Instant now) => CarrierJson.Bytes(new
    {
        code = 0, message = "success", result = numbers.Select(number => Parcel(world, number, now)).ToArray(), requestTime = CarrierJson.Utc(now),
    });

    private static object Parcel(World world, string number, Instant now)
    {
        var scans = world.Tell(CarrierIds.Yanwen, number, now);
        if (scans.Count == 0)
            return new { tracking_number = number, tracking_status = "NOTFOUND", checkpoints = Array.Empty<object>() };
        var journey = world.Find(CarrierIds.Yanwen, number)!;
        var handed = journey.Shares.Count > 1 && scans.Any(scan => scan.What is Happening.HandedOn) ? journey.Shares[1] : null;
        return new
        {
            tracking_number = number,
            waybill_number = number,
            exchange_number = handed?.Number ?? "",
            last_mile_carrier = handed?.Carrier.Value switch { null => "", "laposte" => "La Poste", "correios" => "Correios", _ => "USPS" },
            tracking_status = Words(scans[0].What).Code,
            last_mile_tracking_expected = true,
            origin_country = journey.Origin.Country,
            destination_country = journey.Destination.Country,
            checkpoints = scans.Select(Checkpoint).ToArray(),
        };
    }

    private static object Checkpoint(Scan scan)
    {
        var (code, words) = Words(scan.What);
        var at = scan.Where.At(scan.At);
        return new
        {
            time_stamp = CarrierJson.Local(at),
            time_zone = $"{at.Offset.Seconds / 3600:+0;-0;+0}",
            tracking_status = code,
            message = words,
            location = scan.Where.City,
        };
    }

    private static (string Code, string Words) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("OR10", "Electronic order information received"),
        Happening.PickedUp => ("PU10", "Yanwen Acceptance"),
        Happening.ArrivedAtOrigin => ("SC20", "Processed in sorting center"),
        Happening.LeftOrigin => ("SC30", "Departed from sorting center"),
        Happening.ExportCleared => ("EC20", "Export customs cleared"),
        Happening.FlightLeft => ("LH20", "Port of departure - Departure"),
        Happening.FlightArrived => ("LH40", "Arrived at airport of destination"),
        Happening.CustomsBegan => ("IC50", "Import customs clearance in progress"),
        Happening.HeldByCustoms => ("IC51", "Held by customs"),
        Happening.DutyAsked => ("IC70", "Customs: duties to be paid"),
        Happening.CustomsReleased => ("IC60", "Import customs cleared"),
        Happening.HandedOn => ("LM10", "Handed over to local carrier"),
        Happening.TakenOver => ("LM20", "Received by local carrier"),
        Happening.Delivered => ("LM40", "Delivered"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "Yanwen of the sandbox carries the first mile alone"),
    };
}
