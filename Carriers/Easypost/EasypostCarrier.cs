using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Easypost;

/// <summary>EasyPost's trackers: an aggregator in which a tracker is made of a number once; then it pushes the whole history at every change, and answers by number.</summary>
public sealed class EasypostCarrier : Carrier
{
    public static readonly CarrierId Id = new("easypost");

    private static readonly CarrierNames Names = CarrierNames.Of(typeof(EasypostCarrier));

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "EasyPost",
        IsAggregator = true,
        BaseAddress = new("https://api.easypost.com/"),
        Needs = ["ApiKey"],
        BatchSize = 1,
        // Five requests a second for what lists [R].
        Spacing = Duration.FromMilliseconds(200),
        TellsFullHistory = true,
        Push = new PushProfile { Proof = new HmacHeader("X-Hmac-Signature", DigestEncoding.Hex, "hmac-sha256-hex=", NormalizationForm.FormKD), Trust = Trust.Evidence, Status = 200 },
        Clock = "UTC as printed, which each carrier's feed may have got wrong",
    };

    public override HttpRequestMessage Ask(AskBatch batch) => Request(batch, HttpMethod.Get,
        $"v2/trackers?tracking_code={Uri.EscapeDataString(batch.Numbers[0].Number.Value)}{(Names.NameOf(batch.Numbers[0].Carrier) is { } name ? $"&carrier={Uri.EscapeDataString(name)}" : "")}&page_size=5");

    /// <summary>Makes a tracker; one that exists already is answered in its place. A carrier left out is guessed by EasyPost.</summary>
    public override HttpRequestMessage Enrol(AskBatch batch)
    {
        var request = Request(batch, HttpMethod.Post, "v2/trackers");
        var (code, carrier) = (batch.Numbers[0].Number.Value, Names.NameOf(batch.Numbers[0].Carrier));
        request.Content = carrier is null ? JsonContent.Create(new { tracker = new { tracking_code = code } }) : JsonContent.Create(new { tracker = new { tracking_code = code, carrier } });
        return request;
    }

    private static HttpRequestMessage Request(AskBatch batch, HttpMethod method, string path) => new(method, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(batch.Account["ApiKey"] + ":"))), Accept = { new("application/json") } },
    };

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.At("error").IsSaid())
            return Failure(root.At("error"), wire);
        if (root.Label("object") is "Event" || root.Label("description")?.Contains('.', StringComparison.Ordinal) is true && root.Label("tracking_code") is null)
        {
            var result = root.At("result");
            return IsTracker(result) ? Answer([result], wire)
                : (root.Label("description") ?? "").StartsWith("tracker.", StringComparison.Ordinal) && result.IsSaid() ? new CarrierReply.Unreadable("an event about a tracker without one")
                : new CarrierReply.Acknowledged(root.Label("description") ?? "event");
        }
        if (root.At("events").ValueKind == JsonValueKind.Array && !IsTracker(root))
            return new CarrierReply.Acknowledged("events");
        if (root.At("trackers").ValueKind is JsonValueKind.Array or JsonValueKind.Object)
            return Answer([.. root.Objects("trackers")], wire);
        var listed = root.ValueKind == JsonValueKind.Array ? root.Objects().Where(IsTracker).ToList() : IsTracker(root) ? [root] : [];
        return listed.Count > 0 ? Answer(listed, wire) : new CarrierReply.Unreadable("neither trackers nor an event nor an error");
    }

    private static bool IsTracker(JsonElement json) => json.Label("object") is "Tracker" || json.Label("tracking_code") is not null;

    private CarrierReply Answer(List<JsonElement> trackers, Wire wire)
    {
        var results = trackers.Select(tracker => One(tracker, wire)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked)).Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "there is no tracker of this number" }));
        return new CarrierReply.Answered(results);
    }

    /// <summary>An error instead of trackers; where one number alone was sent, some speak of it.</summary>
    private static CarrierReply Failure(JsonElement error, Wire wire)
    {
        var (code, message) = (error.Label("code") ?? "", error.Text("message") ?? error.Text());
        var why = $"{code} {message}".Trim();
        if (code.StartsWith("APIKEY", StringComparison.Ordinal) || code.Contains("UNAUTHORIZED", StringComparison.Ordinal) || code.Contains("FORBIDDEN", StringComparison.Ordinal) || code.StartsWith("AUTHENTICATION", StringComparison.Ordinal)
            || code.StartsWith("PAYMENT", StringComparison.Ordinal) || code.StartsWith("BILLING", StringComparison.Ordinal))
            return new CarrierReply.Refused(why);
        if (code.Contains("RATE_LIMIT", StringComparison.Ordinal) || code.Contains("TOO_MANY", StringComparison.Ordinal))
            return new CarrierReply.Throttled(null, why);
        if (code.StartsWith("INTERNAL", StringComparison.Ordinal) || code.StartsWith("SERVICE_UNAVAILABLE", StringComparison.Ordinal) || code.StartsWith("GATEWAY", StringComparison.Ordinal))
            return new CarrierReply.Unreachable(why);
        if (wire.Asked is not [var asked])
            return new CarrierReply.Answered([]) { Problems = [why] };
        return new CarrierReply.Answered([new NumberResult
        {
            Number = asked,
            Why = why,
            Outcome = code switch
            {
                "TRACKER.NOT_FOUND" or "NOT_FOUND" => NumberOutcome.NotFound,
                // The number's form fits no carrier it knows, or not the one that was named: a person must mend it.
                "TRACKER.CREATE.ERROR" or "TRACKER.CARRIER.INVALID" or "TRACKER.INVALID_CARRIER" when message is not null && message.Contains("carrier", StringComparison.OrdinalIgnoreCase) => NumberOutcome.Refused,
                _ => NumberOutcome.Inconclusive,
            },
        }]);
    }

    private NumberResult One(JsonElement tracker, Wire wire)
    {
        if ((TrackingNumber.FindPrinted(tracker.Label("tracking_code")) ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a tracker without a number" };
        var carrier = Names.Find(tracker.Label("carrier"))?.Value ?? tracker.Label("carrier");
        var details = tracker.Objects("tracking_details").ToList();
        // What EasyPost itself could not do stands among the scans, with itself for a source.
        var failed = details.FirstOrDefault(detail => detail.Label("source") is "ProcessingError");
        List<TrackingEvent> events = [.. details.Where(detail => detail.Label("source") is not "ProcessingError" && (detail.Label("status") ?? detail.Text("message")) is not null)
            .Select(detail => Event(detail, number, carrier)).DistinctBy(told => told.Key)];
        events.Reverse(); // it tells the oldest first
        var status = tracker.Label("status");
        if (events.Count == 0 && status is null or "unknown" or "error")
            return new NumberResult { Number = number, Outcome = failed.ValueKind == JsonValueKind.Undefined && status is not "error" ? NumberOutcome.NotFound : NumberOutcome.Inconclusive, Why = failed.Text("message") ?? status ?? "neither a status nor a scan", Events = events };
        var more = tracker.At("carrier_detail");
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Why = failed.Text("message") ?? (events.Count == 0 ? $"{status}, without a scan" : null),
            Events = events,
            Aliases = more.TrackingNumber("alternate_identifier") is { } other && other != number ? [other] : [],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = more.Label("service"),
                Origin = CountryZones.Find(more.Label("origin_tracking_location", "country")),
                Destination = CountryZones.Find(more.Label("destination_tracking_location", "country")),
                Edd = (Clocks.Parse(more.Label("est_delivery_date_local")) ?? Clocks.Parse(tracker.Label("est_delivery_date")))?.Local.Date is { } day ? new Edd(day, day) : null,
                ProofOfDelivery = status is "delivered" && tracker.Label("signed_by") is { } signed ? new ProofOfDelivery { SignedBy = signed } : null,
            },
        };
    }

    private TrackingEvent Event(JsonElement detail, TrackingNumber number, string? carrier)
    {
        var (status, sub, words) = (detail.Label("status"), detail.Label("status_detail"), detail.Text("message") ?? detail.Text("description"));
        var address = detail.At("tracking_location");
        var place = Places.Of(address.Label("city"), address.Label("state"), address.Label("zip"), address.Label("country"));
        var clock = Clocks.Stated(detail.Label("datetime")).OrPlace(place);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Carrier = Names.Find(detail.Label("source"))?.Value ?? detail.Label("source") ?? carrier,
                Code = status,
                SubCode = sub,
                Wording = words,
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = place?.Text,
            },
            Read = Meaning(status, sub, words) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>By status and its detail; in transit, where the details are few, the carrier's words can be finer: picked up, customs, a failed attempt.</summary>
    private Reading Meaning(string? status, string? sub, string? words) =>
        status is "in_transit" && Codes.ReadPhrase(words) is { Milestone: not null } said ? said
        : status is null ? Codes.Read(null) with { Mapping = "left out: no status was said" }
        : Codes.Read(status, sub);
}
