using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes EasyPost's trackers, answered and pushed alike: oldest first, clocks in UTC.</summary>
public static class EasypostFormat
{
    public static byte[] Push(Journey journey, Instant now) => CarrierJson.Bytes(new
    {
        description = "tracker.updated", mode = "production", id = $"evt_{journey.Number}", @object = "Event", status = "pending", created_at = CarrierJson.Utc(now), result = Tracker(journey, journey.Number, now),
    });

    /// <summary>Everything of one number; of one that leads nowhere, a tracker that knows nothing.</summary>
    public static object Tracker(Journey? journey, string number, Instant now)
    {
        var scans = journey?.Shares.SelectMany(share => share.TellAt(now)).OrderBy(scan => scan.At).ToList() ?? [];
        return new
        {
            id = $"trk_{number}",
            @object = "Tracker",
            mode = "production",
            tracking_code = number,
            status = scans.Count == 0 ? "unknown" : Words(scans[^1].What).Status,
            status_detail = scans.Count == 0 ? "unknown" : Words(scans[^1].What).Detail,
            signed_by = (string?)null,
            est_delivery_date = journey is null ? null : LocalDatePattern.Iso.Format(journey.Expected) + "T00:00:00Z",
            carrier = "UPS",
            tracking_details = scans.Select(Detail).ToArray(),
            carrier_detail = journey is null ? null : new { @object = "CarrierDetail", service = "Ground", origin_tracking_location = Location(journey.Origin), destination_tracking_location = Location(journey.Destination) },
        };
    }

    public static byte[] Failure(string code, string message) => CarrierJson.Bytes(new { error = new { code, message, errors = Array.Empty<object>() } });

    private static object Detail(Scan scan)
    {
        var (status, detail, words) = Words(scan.What);
        return new
        {
            @object = "TrackingDetail", message = words, description = "", status, status_detail = detail, datetime = CarrierJson.Utc(Instant.FromUnixTimeSeconds(scan.At.ToUnixTimeSeconds())), source = "UPS", carrier_code = "", tracking_location = Location(scan.Where),
        };
    }

    private static object Location(Town town) => new { @object = "TrackingLocation", city = town.City, state = town.Region, country = town.Country, zip = town.Postcode };

    private static (string Status, string Detail, string Words) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("pre_transit", "label_created", "Shipper created a label"),
        Happening.PickedUp => ("in_transit", "received_at_origin_facility", "Origin Scan"),
        Happening.ArrivedAtOrigin or Happening.ArrivedAtHub => ("in_transit", "arrived_at_facility", "Arrived at Facility"),
        Happening.LeftOrigin or Happening.LeftHub => ("in_transit", "departed_facility", "Departed from Facility"),
        Happening.ArrivedForDelivery => ("in_transit", "received_at_destination_facility", "Destination Scan"),
        Happening.OutForDelivery => ("out_for_delivery", "out_for_delivery", "Out For Delivery"),
        Happening.DeliveryFailed => ("in_transit", "delivery_exception", "Delivery attempted"),
        Happening.WaitingAtPickup => ("available_for_pickup", "arrived_at_pickup_location", "Ready for pickup"),
        Happening.Delivered => ("delivered", "arrived_at_destination", "Delivered"),
        Happening.GoingBack => ("return_to_sender", "return", "Returning to sender"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "EasyPost of the sandbox tells nothing abroad"),
    };
}
