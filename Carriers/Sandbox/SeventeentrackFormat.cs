using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers and pushes of 17TRACK v2.2: each carrier that has or had the parcel is a provider with its own events.</summary>
public static class SeventeentrackFormat
{
    private static readonly Dictionary<CarrierId, (int Key, string Name, string Country)> Providers = new()
    {
        [CarrierIds.Fedex] = (100003, "FedEx", "US"),
        [CarrierIds.DhlUnified] = (100001, "DHL Express", "DE"),
        [CarrierIds.Usps] = (21051, "USPS", "US"),
        [CarrierIds.ChinaPost] = (3011, "China Post", "CN"),
        [CarrierIds.Correios] = (2151, "Correios Brazil", "BR"),
        [CarrierIds.YunExpress] = (190008, "YunExpress", "CN"),
        [CarrierIds.DeutschePost] = (7044, "Deutsche Post Mail", "DE"),
        [CarrierIds.SwissPost] = (19131, "Swiss Post", "CH"),
    };

    public static byte[] Answer(IEnumerable<object> accepted, IEnumerable<object> rejected) => CarrierJson.Bytes(new { code = 0, data = new { accepted = accepted.ToArray(), rejected = rejected.ToArray() } });

    public static byte[] Failure(int code, string message) => CarrierJson.Bytes(new { code, data = new { errors = new[] { new { code, message } } } });

    public static object Accepted(Journey? journey, string number) => new { origin = 1, number, carrier = KeyOf(journey) };

    public static object Rejected(string number, int code, string message) => new { number, error = new { code, message } };

    public static byte[] Push(Journey journey, Instant now) => CarrierJson.Bytes(new { @event = "TRACKING_UPDATED", data = Tracked(journey, journey.Number, now) });

    /// <summary>Everything of one number: the shape of an answer's entry and of a push's data. A number that leads nowhere has the status NotFound.</summary>
    public static object Tracked(Journey? journey, string number, Instant now)
    {
        var told = journey?.Shares.Select(share => (share.Carrier, Scans: share.TellAt(now))).Where(share => share.Scans.Count > 0).ToList() ?? [];
        var latest = told.SelectMany(share => share.Scans.Select(scan => (share.Carrier, Scan: scan))).OrderByDescending(entry => entry.Scan.At).FirstOrDefault();
        var (status, subStatus) = latest.Scan is { } last ? (Words(last.What).Status, Words(last.What).SubStatus) : ("NotFound", "NotFound_Other");
        var all = told.SelectMany(share => share.Scans).ToList();
        return new
        {
            number,
            carrier = KeyOf(journey),
            param = (string?)null,
            tag = "",
            track_info = new
            {
                shipping_info = new { shipper_address = Address(journey?.Origin), recipient_address = Address(journey?.Destination) },
                latest_status = new { status, sub_status = subStatus, sub_status_descr = (string?)null },
                latest_event = latest.Scan is null ? null : Event(latest.Scan),
                time_metrics = new
                {
                    days_after_order = journey is null ? 0 : (int)(now - journey.PlacedAt).TotalDays,
                    days_of_transit = 0,
                    days_of_transit_done = 0,
                    days_after_last_update = latest.Scan is null ? 0 : (int)(now - latest.Scan.At).TotalDays,
                    estimated_delivery_date = Estimate(journey, latest.Scan),
                },
                milestone = Milestones(all).ToArray(),
                misc_info = new
                {
                    risk_factor = 0, service_type = (string?)null, weight_raw = (string?)null, weight_kg = (string?)null, pieces = (string?)null, dimensions = (string?)null,
                    customer_number = (string?)null, reference_number = (string?)null, local_number = "", local_provider = "", local_key = 0,
                },
                tracking = new { providers_hash = all.Count, providers = told.Select(share => Provider(share.Carrier, share.Scans, now)).ToArray() },
            },
        };
    }

    private static int KeyOf(Journey? journey) => journey is { Shares: [var first, ..] } ? Providers[first.Carrier].Key : 0;

    private static object Provider(CarrierId carrier, IReadOnlyList<Scan> scans, Instant now)
    {
        var (key, name, country) = Providers[carrier];
        return new
        {
            provider = new { key, name, alias = name, tel = (string?)null, homepage = (string?)null, country },
            service_type = (string?)null,
            latest_sync_status = "Success",
            latest_sync_time = CarrierJson.Utc(now),
            events_hash = scans.Count,
            events = scans.Select(Event).ToArray(),
        };
    }

    private static object Event(Scan scan)
    {
        var at = scan.Where.At(scan.At);
        var (_, subStatus, stage, words) = Words(scan.What);
        return new
        {
            time_iso = CarrierJson.Stated(at),
            time_utc = CarrierJson.Utc(scan.At),
            time_raw = new { date = CarrierJson.Local(at)[..10], time = CarrierJson.Local(at)[11..], timezone = CarrierJson.Offset(at.Offset) },
            description = words,
            location = scan.Where.Facility ?? $"{scan.Where.City}, {scan.Where.Region}, {scan.Where.Country}",
            stage,
            sub_status = subStatus,
            address = Address(scan.Where),
        };
    }

    private static object Estimate(Journey? journey, Scan? latest)
    {
        var day = journey is null || latest is null or { What: Happening.Delivered } ? null : NodaTime.Text.LocalDatePattern.Iso.Format(journey.Expected);
        return new { source = day is null ? null : "Official", from = day, to = day };
    }

    private static IEnumerable<object> Milestones(List<Scan> scans)
    {
        foreach (var stage in (string[])["InfoReceived", "PickedUp", "Departure", "Arrival", "AvailableForPickup", "OutForDelivery", "Delivered", "Returning", "Returned"])
        {
            var first = scans.Where(scan => Words(scan.What).Stage == stage).MinBy(scan => scan.At);
            yield return new { key_stage = stage, time_iso = first is null ? null : CarrierJson.Stated(first.Where.At(first.At)), time_utc = first is null ? null : CarrierJson.Utc(first.At) };
        }
    }

    private static object Address(Town? town) => new
    {
        country = town?.Country,
        state = town?.Region,
        city = town?.City,
        street = (string?)null,
        postal_code = town?.Postcode,
        coordinates = new { longitude = (string?)null, latitude = (string?)null },
    };

    private static (string Status, string SubStatus, string? Stage, string Words) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("InfoReceived", "InfoReceived", "InfoReceived", "Shipment information received"),
        Happening.PickedUp => ("InTransit", "InTransit_PickedUp", "PickedUp", "Posting/Collection"),
        Happening.ArrivedAtOrigin => ("InTransit", "InTransit_Other", null, "Arrived at the sorting center of origin"),
        Happening.LeftOrigin => ("InTransit", "InTransit_Other", null, "Left the sorting center of origin"),
        Happening.ExportCleared => ("InTransit", "InTransit_Other", null, "Released by export customs"),
        Happening.FlightLeft => ("InTransit", "InTransit_Departure", "Departure", "Departed from the airport of origin"),
        Happening.FlightArrived => ("InTransit", "InTransit_Arrival", "Arrival", "Arrived at the country of destination"),
        Happening.CustomsBegan => ("InTransit", "InTransit_CustomsProcessing", null, "Presented to import customs"),
        Happening.HeldByCustoms => ("InTransit", "InTransit_CustomsProcessing", null, "Held by import customs"),
        Happening.DutyAsked => ("InTransit", "InTransit_CustomsRequiringInformation", null, "Import customs: waiting for payment of duties"),
        Happening.CustomsReleased => ("InTransit", "InTransit_CustomsReleased", null, "Released by import customs"),
        Happening.HandedOn => ("InTransit", "InTransit_Other", null, "Handed to the delivery carrier"),
        Happening.TakenOver => ("InTransit", "InTransit_Other", null, "Received by the delivery carrier"),
        Happening.ArrivedAtHub => ("InTransit", "InTransit_Other", null, "Arrived at a sorting center"),
        Happening.LeftHub => ("InTransit", "InTransit_Other", null, "Left a sorting center"),
        Happening.ArrivedForDelivery => ("InTransit", "InTransit_Other", null, "Arrived at the delivery office"),
        Happening.OutForDelivery => ("OutForDelivery", "OutForDelivery_Other", "OutForDelivery", "Out for delivery"),
        Happening.DeliveryFailed => ("DeliveryFailure", "DeliveryFailure_NoBody", null, "Delivery attempted, nobody home"),
        Happening.WaitingAtPickup => ("AvailableForPickup", "AvailableForPickup_Other", "AvailableForPickup", "Ready for pickup"),
        Happening.Delivered => ("Delivered", "Delivered_Other", "Delivered", "Delivered"),
        Happening.GoingBack => ("Exception", "Exception_Returning", "Returning", "Returning to the sender"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };
}
