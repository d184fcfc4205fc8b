using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers and pushes of YunExpress' OpenAPI.</summary>
public static class YunexpressFormat
{
    private static readonly LocalDateTimePattern Clock = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd HH':'mm':'ss");

    public static byte[] Answer(World world, string number, Instant now) => world.Tell(CarrierIds.YunExpress, number, now) is { Count: > 0 } scans
        ? CarrierJson.Bytes(new { success = true, code = "0", msg = "OK", result = Parcel(world, number, scans) })
        : CarrierJson.Bytes(new { success = false, code = "50001", msg = $"waybill {number} not found" });

    public static byte[] Push(World world, string number, Instant asOf) => CarrierJson.Bytes(new { data = Parcel(world, number, world.Tell(CarrierIds.YunExpress, number, asOf)) });

    private static object Parcel(World world, string number, IReadOnlyList<Scan> scans)
    {
        var journey = world.Find(CarrierIds.YunExpress, number)!;
        var handed = journey.Shares.Count > 1 && scans.Any(scan => scan.What is Happening.HandedOn) ? journey.Shares[1] : null;
        return new
        {
            waybill_number = number,
            tracking_number = handed?.Number ?? "",
            last_mile_name = handed is null ? "" : "USPS",
            product_name = "YunExpress Direct Line",
            origin_code = journey.Origin.Country,
            destination_code = journey.Destination.Country,
            track_info = new { track_events = scans.Select(Event).ToArray() },
        };
    }

    private static object Event(Scan scan)
    {
        var (node, words) = Words(scan.What);
        var at = scan.Where.At(scan.At);
        return new
        {
            track_node_code = node,
            process_content = words,
            process_time = Clock.Format(at.LocalDateTime),
            time_zone = $"{at.Offset.Seconds / 3600:+0;-0;+0}",
            process_country = scan.Where.Country,
            process_province = scan.Where.Region,
            process_city = scan.Where.City,
        };
    }

    private static (string Node, string Words) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("ORDER_CREATION", "Shipment information received"),
        Happening.PickedUp => ("PICKED_UP", "Shipment picked up"),
        Happening.ArrivedAtOrigin => ("FIRST_MILE_ARRIVE", "Shipment arrived at facility and measured"),
        Happening.LeftOrigin => ("FIRST_MILE_DEPART", "Shipment departed facility"),
        Happening.ExportCleared => ("EXPORT_CUSTOMS_COMPLETE", "Export clearance complete"),
        Happening.FlightLeft => ("MAIN_LINE_DEPART", "International flight has departed"),
        Happening.FlightArrived => ("MAIN_LINE_ARRIVE", "International flight has arrived"),
        Happening.CustomsBegan => ("CUSTOMS_PROCESSING", "Import clearance in progress"),
        Happening.HeldByCustoms => ("CUSTOMS_DELAY", "Import clearance delayed"),
        Happening.DutyAsked => ("CUSTOMS_EXCEPTION", "Import clearance: information required"),
        Happening.CustomsReleased => ("CUSTOMS_COMPLETE", "Import clearance complete"),
        Happening.HandedOn => ("TRANSITHUB_ARRIVE", "Shipment handed to the last mile carrier"),
        Happening.TakenOver or Happening.ArrivedForDelivery => ("IN_TRANSIT_CARRIER", "In transit with the last mile carrier"),
        Happening.ArrivedAtHub or Happening.LeftHub => ("IN_TRANSIT", "In transit"),
        Happening.OutForDelivery => ("OUT_FOR_DELIVERY", "Out for delivery"),
        Happening.DeliveryFailed => ("DELIVERY_FAILURE", "Delivery attempted, nobody home"),
        Happening.Delivered => ("DELIVERED", "Delivered"),
        Happening.GoingBack => ("RETURNED_BACK", "Returning to the sender"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "YunExpress of the sandbox tells of no pickup"),
    };
}
