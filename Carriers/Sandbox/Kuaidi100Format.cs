using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers and pushes of Kuaidi100: Chinese sentences, clocks of Beijing without an offset.</summary>
public static class Kuaidi100Format
{
    private static readonly LocalDateTimePattern Clock = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd HH':'mm':'ss");

    public static byte[] Answer(World world, string number, Instant now) => world.Find(CarrierIds.Kuaidi100, number) is { } journey && Told(journey, now) is { Count: > 0 } scans
        ? CarrierJson.Bytes(Result(number, scans))
        : CarrierJson.Bytes(new { result = false, returnCode = "500", message = "查询无结果，请隔段时间再查" });

    /// <summary>What the field <c>param</c> of a push holds.</summary>
    public static byte[] Push(Journey journey, Instant now) => CarrierJson.Bytes(new
    {
        status = Told(journey, now) is [{ What: Happening.Delivered }, ..] ? "shutdown" : "polling", billstatus = "got", message = "", lastResult = Result(journey.Number, Told(journey, now)),
    });

    private static List<Scan> Told(Journey journey, Instant now) => [.. journey.Shares.SelectMany(share => share.TellAt(now))];

    private static object Result(string number, List<Scan> scans) => new
    {
        message = "ok", nu = number, ischeck = scans[0].What is Happening.Delivered ? "1" : "0", com = "ems", status = "200", state = Words(scans[0]).State, data = scans.Select(Item).ToArray(),
    };

    private static object Item(Scan scan)
    {
        var (state, sentence) = Words(scan);
        var clock = Clock.Format(scan.Where.At(scan.At).LocalDateTime);
        return new { time = clock, ftime = clock, context = sentence, location = scan.Where.City, statusCode = state };
    }

    private static (string State, string Sentence) Words(Scan scan) => scan.What switch
    {
        Happening.LabelMade => ("101", "商家已下单，等待揽收"),
        Happening.PickedUp => ("1", "快件已揽收"),
        Happening.ArrivedAtOrigin or Happening.ArrivedAtHub => ("0", $"快件到达【{scan.Where.City}处理中心】"),
        Happening.LeftOrigin or Happening.LeftHub => ("0", $"快件离开【{scan.Where.City}处理中心】，发往下一站"),
        Happening.ArrivedForDelivery => ("0", $"快件到达【{scan.Where.City}营业部】"),
        Happening.OutForDelivery => ("5", "快件正在派送中"),
        Happening.DeliveryFailed => ("206", "收件人不在，派送不成功"),
        Happening.WaitingAtPickup => ("501", "快件已到驿站，请凭取件码取件"),
        Happening.Delivered => ("3", "快件已签收，签收人：本人"),
        Happening.GoingBack => ("6", "快件退回中"),
        _ => throw new ArgumentOutOfRangeException(nameof(scan), scan.What, "Kuaidi100 of the sandbox stays in China"),
    };
}
