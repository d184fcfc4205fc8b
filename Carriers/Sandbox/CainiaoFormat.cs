using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers of Cainiao's global tracking page, in English and Chinese.</summary>
public static class CainiaoFormat
{
    private static readonly LocalDateTimePattern Clock = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd HH':'mm':'ss");

    public static byte[] Answer(World world, IReadOnlyList<string> numbers, bool chinese, Instant now) => CarrierJson.Bytes(new
    {
        module = numbers.Select(number => Module(world, number, chinese, now)).ToArray(),
        success = true,
    });

    private static object Module(World world, string number, bool chinese, Instant now)
    {
        var scans = world.Tell(CarrierIds.Cainiao, number, now);
        if (scans.Count == 0)
            return new { mailNo = number, mailNoSource = "EXTERNAL", detailList = Array.Empty<object>() };
        var journey = world.Find(CarrierIds.Cainiao, number)!;
        var details = scans.Select(scan => Detail(scan, chinese)).ToArray();
        var expected = journey.Expected.AtMidnight().InUtc().ToInstant().ToUnixTimeMilliseconds();
        var module = new Dictionary<string, object>
        {
            ["mailNo"] = number,
            ["originCountry"] = "Mainland China",
            ["destCountry"] = journey.Destination.Country switch { "BR" => "Brazil", "DE" => "Germany", "FR" => "France", "BE" => "Belgium", _ => "United States" },
            ["status"] = scans[0].What is Happening.Delivered ? "DELIVERED" : "TRANSIT",
            ["statusDesc"] = scans[0].What is Happening.Delivered ? "Delivered" : "In transit",
            ["mailNoSource"] = "AE",
            ["latestTrace"] = details[0],
            ["detailList"] = details,
            ["daysNumber"] = $"{(int)(now - journey.PlacedAt).TotalDays}\tday(s)",
        };
        if (scans[0].What is not Happening.Delivered)
            module["globalEtaInfo"] = new { etaDesc = "Estimated delivery by", deliveryMinTime = expected, deliveryMaxTime = expected };
        // The number of the next carrier, once it has the parcel; its label stands in the same field.
        if (journey.Shares.Count > 1 && scans.Any(scan => scan.What is Happening.HandedOn))
        {
            module["destCpInfo"] = new { cpName = journey.Shares[1].Carrier.Value switch { "usps" => "USPS", "laposte" => "La Poste", "correios" => "Correios", "landmark" => "Landmark Global", _ => "DHL" } };
            module["realMailNo"] = $"Latest Tracking Number:\t{journey.Shares[1].Number}";
            module["copyRealMailNo"] = journey.Shares[1].Number;
        }
        return module;
    }

    // The epoch is the local clock read as if it were in China, wherever it was; so only the clock and the zone beside it are true.
    private static object Detail(Scan scan, bool chinese)
    {
        var (code, english, mandarin, node) = Words(scan.What);
        var at = scan.Where.At(scan.At);
        var detail = new Dictionary<string, object>
        {
            ["time"] = at.LocalDateTime.WithOffset(Offset.FromHours(8)).ToInstant().ToUnixTimeMilliseconds(),
            ["timeStr"] = Clock.Format(at.LocalDateTime),
            ["desc"] = chinese ? mandarin : english,
            ["standerdDesc"] = $"[{scan.Where.City}] {(chinese ? mandarin : english)}",
            ["descTitle"] = "Carrier note:",
            ["timeZone"] = $"GMT{at.Offset.Seconds / 3600:+0;-0;+0}",
            ["actionCode"] = code,
        };
        if (node is not null)
            detail["group"] = new { nodeCode = node, nodeDesc = "In transit" };
        return detail;
    }

    private static (string Code, string English, string Chinese, string? Node) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("GWMS_ACCEPT", "The warehouse has accepted the order", "仓库已接单", null),
        Happening.PickedUp => ("PU_PICKUP_SUCCESS", "Accepted by carrier", "揽收成功", null),
        Happening.ArrivedAtOrigin => ("SC_INBOUND_SUCCESS", "Inbound in sorting center", "分拨中心入库", "AE_GROUP_SC_PROCESSING"),
        Happening.LeftOrigin => ("SC_OUTBOUND_SUCCESS", "Outbound in sorting center", "分拨中心出库", "AE_GROUP_SC_PROCESSING"),
        Happening.ExportCleared => ("CC_EX_SUCCESS", "Export customs clearance complete", "出口清关完成", "AE_GROUP_EX_CLEARING_CUSTOMS"),
        Happening.FlightLeft => ("LH_DEPART", "Leaving from departure country/region", "干线离港", "AE_GROUP_LH_DEPART"),
        Happening.FlightArrived => ("LH_ARRIVE", "Arrived at linehaul office", "干线到达", "AE_GROUP_LH_ARRIVE"),
        Happening.CustomsBegan => ("CC_IM_START", "Import customs clearance started", "进口清关开始", "AE_GROUP_IM_CLEARING_CUSTOMS"),
        Happening.HeldByCustoms => ("CC_IM_EXCEPTION", "Import customs clearance delayed", "进口清关延误", "AE_GROUP_IM_CLEARING_CUSTOMS"),
        Happening.DutyAsked => ("CUS_TAX", "Waiting for duties to be paid", "等待缴纳关税", "AE_GROUP_IM_CLEARING_CUSTOMS"),
        Happening.CustomsReleased => ("CC_IM_SUCCESS", "Import customs clearance complete", "进口清关完成", "AE_GROUP_IM_CLEARING_CUSTOMS"),
        Happening.HandedOn => ("CC_HO_OUT_SUCCESS", "Departed from customs", "已离开海关", "AE_GROUP_IM_CLEARING_CUSTOMS"),
        Happening.TakenOver => ("GTMS_ACCEPT", "Received by local delivery company", "末端配送公司已揽收", "AE_GROUP_DES_PROCESSING"),
        Happening.ArrivedForDelivery => ("GTMS_DO_ARRIVE", "Arrived at the delivery station", "到达派送站点", "AE_GROUP_DES_PROCESSING"),
        Happening.ArrivedAtHub => ("GTMS_SC_ARRIVE", "Arrived at sorting center in destination country/region", "到达目的国分拨中心", "AE_GROUP_DES_PROCESSING"),
        Happening.LeftHub => ("GTMS_SC_DEPART", "Departed from sorting center in destination country/region", "离开目的国分拨中心", "AE_GROUP_DES_PROCESSING"),
        Happening.OutForDelivery => ("GTMS_DO_DEPART", "Out for delivery", "派送中", "AE_GROUP_DELIVERING"),
        Happening.DeliveryFailed => ("GTMS_SIGN_FAILURE", "Delivery failed", "派送失败", "AE_GROUP_DELIVERING"),
        Happening.WaitingAtPickup => ("GTMS_WAIT_SELF_PICK", "Waiting to be picked up", "等待自提", "AE_GROUP_DELIVERING"),
        Happening.Delivered => ("GTMS_SIGNED", "Package delivered", "包裹已签收", "AE_GROUP_DELIVERED"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "Cainiao of the sandbox takes nothing back"),
    };
}
