using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers and pushes of DHL Shipment Tracking Unified, for the services <c>express</c> and <c>parcel-de</c>.</summary>
public static class DhlUnifiedFormat
{
    public static byte[] Answer(Journey journey, string number, IReadOnlyList<Scan> scans) => CarrierJson.Bytes(new
    {
        shipments = new[] { Shipment(journey, number, scans) },
        possibleAdditionalShipmentsUrl = new[] { $"/shipments?trackingNumber={number}&service=parcel-nl" },
    });

    public static byte[] Problem(int status, string title, string detail, string? instance) => instance is null
        ? CarrierJson.Bytes(new { title, detail, status })
        : CarrierJson.Bytes(new { title, detail, status, instance });

    private static object Shipment(Journey journey, string number, IReadOnlyList<Scan> scans)
    {
        var express = number.Length == 10;
        var origin = journey.Shares.Count > 1 ? journey.Route.Hub : journey.Origin;
        return new
        {
            id = number,
            service = express ? "express" : "parcel-de",
            origin = new { address = Address(origin) },
            destination = new { address = Address(journey.Destination) },
            status = Event(scans[0], express),
            estimatedTimeOfDelivery = scans[0].What is Happening.Delivered or Happening.GoingBack ? null : LocalDatePattern.Iso.Format(journey.Expected) + "T00:00:00Z",
            details = new
            {
                product = new { productName = express ? "DHL EXPRESS WORLDWIDE" : "DHL PAKET" },
                proofOfDeliverySignedAvailable = false,
                totalNumberOfPieces = 1,
            },
            events = scans.Select(scan => Event(scan, express)).ToArray(),
        };
    }

    // Local clocks without an offset, as these two services print them.
    private static object Event(Scan scan, bool express)
    {
        var (coarse, expressCode, parcelCode, words) = Words(scan.What);
        return new
        {
            timestamp = CarrierJson.Local(scan.Where.At(scan.At)),
            location = new { address = Address(scan.Where) },
            statusCode = coarse,
            status = express ? expressCode : parcelCode,
            description = words,
        };
    }

    private static object Address(Town town) => new { countryCode = town.Country, postalCode = town.Postcode, addressLocality = town.City };

    private static (string Coarse, string Express, string Parcel, string Words) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("pre-transit", "104", "VA", "Shipment information received"),
        Happening.PickedUp => ("transit", "PU", "AE", "Shipment picked up"),
        Happening.ArrivedAtOrigin => ("transit", "AF", "ES", "Processed at the origin facility"),
        Happening.LeftOrigin => ("transit", "DF", "AA", "Departed facility"),
        Happening.ExportCleared => ("transit", "PL", "NB", "Processed for export"),
        Happening.FlightLeft => ("transit", "DF", "AA", "Departed by air"),
        Happening.FlightArrived => ("transit", "AF", "EE", "Arrived at the destination country"),
        Happening.CustomsBegan => ("transit", "IC", "ZO", "Customs clearance in progress"),
        Happening.HeldByCustoms => ("failure", "UD", "ZO", "Clearance event: held by customs"),
        Happening.DutyAsked => ("failure", "CD", "ZO", "Clearance event: held until duties and taxes are paid"),
        Happening.CustomsReleased => ("transit", "CR", "NB", "Clearance processing complete"),
        Happening.HandedOn => ("transit", "TP", "AA", "Handed to a delivery partner"),
        Happening.TakenOver => ("transit", "SA", "ES", "Shipment accepted by DHL"),
        Happening.ArrivedAtHub => ("transit", "AF", "EE", "Arrived at the parcel center"),
        Happening.LeftHub => ("transit", "DF", "AA", "Departed the parcel center"),
        Happening.ArrivedForDelivery => ("transit", "AR", "EE", "Arrived at the delivery facility"),
        Happening.OutForDelivery => ("transit", "WC", "PO", "Out for delivery"),
        Happening.DeliveryFailed => ("failure", "NH", "ZN", "Delivery attempt not successful: nobody home"),
        Happening.WaitingAtPickup => ("transit", "CC", "LA", "Ready to be collected by the recipient"),
        Happening.Delivered => ("delivered", "OK", "ZU", "Delivered"),
        Happening.GoingBack => ("failure", "RT", "BV", "Returned to the sender"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };
}
