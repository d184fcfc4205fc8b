namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers and pushes (version 2) of Ninja Van: a push tells one event.</summary>
public static class NinjaVanFormat
{
    public static byte[] Answer(string number, IReadOnlyList<Scan> scans) => CarrierJson.Bytes(new
    {
        tracking_number = number, is_full_history_available = true, events = scans.Select(scan => Event("tracking_number", number, scan)).ToArray(),
    });

    public static byte[] Push(string number, Scan scan) => CarrierJson.Bytes(Event("tracking_id", number, scan));

    public static byte[] Failure(string code, string message) => CarrierJson.Bytes(new { error = new { code, message } });

    private static Dictionary<string, object> Event(string name, string number, Scan scan)
    {
        var (words, part) = Words(scan.What);
        var told = new Dictionary<string, object>
        {
            [name] = number,
            ["shipper_order_ref_no"] = "",
            ["timestamp"] = CarrierJson.Stated(scan.Where.At(scan.At)),
            ["event"] = words,
            ["status"] = words.Split(',')[0],
            ["is_parcel_on_rts_leg"] = scan.What is Happening.GoingBack,
        };
        if (part is not null)
            told[part] = new { country = scan.Where.Country, city = scan.Where.City, hub = scan.Where.Facility ?? scan.Where.City };
        if (scan.What is Happening.DeliveryFailed)
            told["delivery_exception"] = new { state = "PENDING_RESCHEDULE", failure_reason = "Nobody at home", is_liable = false };
        return told;
    }

    private static (string Words, string? Part) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("Pending Pickup", null),
        Happening.PickedUp => ("Picked Up, In Transit To Origin Hub", null),
        Happening.ArrivedAtOrigin => ("Arrived at Origin Hub", "arrived_at_origin_hub_information"),
        Happening.LeftOrigin or Happening.LeftHub => ("In Transit to Next Sorting Hub", "in_transit_to_next_sorting_hub_information"),
        Happening.ArrivedAtHub => ("Arrived at Transit Hub", "arrived_at_transit_hub_information"),
        Happening.ArrivedForDelivery => ("Arrived at Destination Hub", "arrived_at_destination_hub_information"),
        Happening.OutForDelivery => ("On Vehicle for Delivery", null),
        Happening.DeliveryFailed => ("Delivery Exception, Pending Reschedule", null),
        Happening.WaitingAtPickup => ("At PUDO, Pending Customer Collection", null),
        Happening.Delivered => ("Delivered, Received by Customer", null),
        Happening.GoingBack => ("Delivery Exception, Return to Sender Initiated", null),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "Ninja Van of the sandbox stays in one country"),
    };
}
