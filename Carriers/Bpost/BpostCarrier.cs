using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Bpost;

/// <summary>bpost's tracked mail (XML): states with a code and a word before the dash of their description.</summary>
public sealed partial class BpostCarrier : Carrier
{
    public static readonly CarrierId Id = new("bpost");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "bpost",
        Countries = ["BE"],
        BaseAddress = new("https://api.parcel.bpost.cloud/"),
        Needs = ["Account", "Passphrase"],
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "offset printed",
        TrackingPage = "https://track.bpost.cloud/btr/web/#/search?itemCode={number}&lang=en",
        Numbers =
        [
            new(Barcode(), "bpost barcode of 24 digits", 0.9),
            new(Upu(), "S10 issued by Belgium", 0.9, number => S10.Find(number) is not null),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"services/trackedmail/item/{Uri.EscapeDataString(batch.Numbers[0].Number.Value)}/trackingInfo")
        {
            Headers =
            {
                Accept = { new MediaTypeWithQualityHeaderValue("application/vnd.bpost.shm-trackingInfo-v1+xml") }, // [R]
                Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{batch.Account["Account"]}:{batch.Account["Passphrase"]}"))),
            },
        };

    // A business exception comes with 4xx and says what it is about.
    protected override CarrierReply? ReadStatus(Wire wire) => wire.Status >= 500 && WireMarkup.RootOf(wire.Body) is "systemException" ? null : base.ReadStatus(wire);

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireXml.Parse(wire.Body);
        if (root.IsNamed("systemException"))
            return new CarrierReply.Answered([]) { Problems = [root.Text("message") ?? "a system exception"] };
        if (root.IsNamed("businessException"))
        {
            var why = $"{root.Label("code")} {root.Text("message")}".Trim();
            return why.Contains("not found", StringComparison.OrdinalIgnoreCase) || why.Contains("unknown", StringComparison.OrdinalIgnoreCase) || why.Contains("does not exist", StringComparison.OrdinalIgnoreCase) || wire.Status == 404
                ? new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }])
                : new CarrierReply.Answered([]) { Problems = [why] };
        }
        var items = root.IsNamed("itemTracking") ? [root] : root.Items("itemTracking").ToList();
        return items.Count == 0 ? new CarrierReply.Unreadable("no itemTracking") : new CarrierReply.Answered([.. items.Select(item => One(item, wire))]);
    }

    private NumberResult One(XElement item, Wire wire)
    {
        if ((item.TrackingNumber("itemCode") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "an item without a code" };
        var events = item.Items("stateInfo").Select(state => Event(state, number)).DistinctBy(one => one.Key).ToList();
        if (events.Count == 0)
            return new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "no states" };
        var delivered = events.Any(told => told.Read.Milestone is Milestone.Delivered);
        var (expected, address) = (Clocks.Parse(item.Label("expectedDeliveryDate"))?.Local.Date, item.At("addressee", "address"));
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Origin = CountryZones.Find(item.Label("sender", "address", "countryCode")),
                Destination = CountryZones.Find(address.Label("countryCode")),
                Edd = expected is { } day ? new Edd(day, day) : null,
                ProofOfDelivery = delivered && item.Label("signature", "name") is { } signed ? new ProofOfDelivery { SignedBy = signed } : null,
            },
        };
    }

    private TrackingEvent Event(XElement state, TrackingNumber number)
    {
        var (code, wording) = (state.Label("stateCode"), state.Text("stateDescription"));
        var clock = Clocks.Stated(state.Label("time"));
        return new TrackingEvent
        {
            Said = new Statement { Source = Id, Number = number, Code = code, Wording = wording, Clock = clock.Printed, WallClock = clock.WallClock },
            Read = (Codes.Find(code) is null ? Codes.ReadPhrase(wording) : Codes.Read(code)) with { Time = clock.Time },
        };
    }

    [GeneratedRegex("^32[0-9]{22}$", RegexOptions.NonBacktracking)]
    private static partial Regex Barcode();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}BE$", RegexOptions.NonBacktracking)]
    private static partial Regex Upu();
}
