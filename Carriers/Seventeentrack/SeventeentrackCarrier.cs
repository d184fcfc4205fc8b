using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Seventeentrack;

/// <summary>17TRACK v2: an aggregator that is told of numbers once, then pushes the whole history of all carriers of each, and answers for forty at a time.</summary>
public sealed class SeventeentrackCarrier : Carrier
{
    public static readonly CarrierId Id = new("seventeentrack");

    private static readonly CarrierNames Names = CarrierNames.Of(typeof(SeventeentrackCarrier));

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "17TRACK",
        IsAggregator = true,
        BaseAddress = new("https://api.17track.net/"),
        Needs = ["ApiKey"],
        BatchSize = 40,
        Spacing = Duration.FromMilliseconds(334),
        TellsFullHistory = true,
        Clock = "offset printed; a date without an hour is a day; else the zone of the place",
        Push = new PushProfile { Proof = new HashSuffix("sign"), Trust = Trust.Evidence, Status = 200 },
        TrackingPage = "https://t.17track.net/en#nums={number}",
    };

    public override HttpRequestMessage Ask(AskBatch batch) => Request(batch, "gettrackinfo", asked => new { number = asked.Number.Value });

    /// <summary>With the carrier's key where we know both; else 17TRACK guesses it by the number's form.</summary>
    public override HttpRequestMessage Enrol(AskBatch batch) => Request(batch, "register", asked =>
        int.TryParse(Names.NameOf(asked.Carrier), NumberStyles.None, CultureInfo.InvariantCulture, out var carrier) ? new { number = asked.Number.Value, carrier } : new { number = asked.Number.Value });

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        var data = root.At("data");
        if (root.At("dat").IsSaid() || (data.At("track").IsSaid() && !data.At("track_info").IsSaid()))
            return new CarrierReply.Unreadable("retired format");
        if (root.Label("event") is { } pushed)
            return Push(pushed, data, wire);
        if (root.Whole("code") is not { } code)
            return new CarrierReply.Unreadable("neither event nor code");
        if (code != 0)
            return Failure(code, data);
        // Some calls print 0 outside and what was wrong inside.
        if (!data.At("accepted").IsSaid() && !data.At("rejected").IsSaid() && data.Objects("errors").FirstOrDefault().Whole("code") is { } inner)
            return Failure(inner, data);
        if (data.At("quota_total").IsSaid() || data.At("quota_remain").IsSaid())
            return new CarrierReply.Acknowledged("quota");
        var accepted = data.Objects("accepted").ToList();
        var rejected = data.Objects("rejected").ToList();
        if (accepted.Count + rejected.Count == 0 && data.ValueKind != JsonValueKind.Object)
            return new CarrierReply.Unreadable("neither accepted nor rejected");
        return accepted.Any(IsTold) || wire.Asked.Count > 0 && accepted.Count == 0 && !rejected.Any(IsRegistered)
            ? Answer(accepted, rejected, wire)
            : Registered(accepted, rejected);
    }

    private CarrierReply Push(string pushed, JsonElement data, Wire wire) => pushed.ToUpperInvariant() switch
    {
        "TRACKING_UPDATED" => Answer([.. data.Objects()], [], wire),
        "TRACKING_STOPPED" => new CarrierReply.Acknowledged("tracking stopped")
        {
            Numbers = [.. data.Objects().Select(stopped => stopped.TrackingNumber("number")).OfType<TrackingNumber>()],
        },
        _ => new CarrierReply.Unreadable("a push of an unknown event"),
    };

    private CarrierReply Answer(List<JsonElement> accepted, List<JsonElement> rejected, Wire wire)
    {
        var results = accepted.Where(IsTold).Select(item => One(item, wire)).Concat(rejected.Select(Rejected)).ToList();
        if (results.Count == 0 && wire.Kind == WireKind.Push)
            return new CarrierReply.Unreadable("a push without track_info");
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    /// <summary>The answer to an announcement: what was registered before is registered, and only a number refused for another reason has a result.</summary>
    private static CarrierReply Registered(List<JsonElement> accepted, List<JsonElement> rejected)
    {
        var refused = rejected.Where(item => !IsRegistered(item)).ToList();
        return refused.Count > 0
            ? new CarrierReply.Answered([.. refused.Select(Rejected)])
            : new CarrierReply.Acknowledged("registered") { Numbers = [.. accepted.Concat(rejected).Select(item => item.TrackingNumber("number")).OfType<TrackingNumber>()] };
    }

    private static bool IsRegistered(JsonElement item) => item.Whole("error", "code") == -18019901;

    private static bool IsTold(JsonElement item) => item.At("track_info").IsSaid() || item.At("latest_status").IsSaid() || item.At("tracking").IsSaid();

    /// <summary>A code instead of results: the call failed as a whole.</summary>
    private static CarrierReply Failure(long code, JsonElement data)
    {
        var message = data.Objects("errors").Select(error => error.Text("message")).OfType<string>().FirstOrDefault();
        var why = $"{code} {message}".TrimEnd();
        return code switch
        {
            -18010001 or -18010002 or -18010004 or -18010005 => new CarrierReply.Refused(why),
            -18019907 or -18019908 => new CarrierReply.Throttled(null, why),
            -18010003 => new CarrierReply.Unreachable(why),
            _ => new CarrierReply.Answered([]) { Problems = [why] },
        };
    }

    private static NumberResult Rejected(JsonElement item)
    {
        var code = item.Whole("error", "code");
        return new NumberResult
        {
            Number = item.TrackingNumber("number"),
            Why = $"{code} {item.Text("error", "message")}".Trim(),
            Outcome = code switch
            {
                // No news yet, or no carrier known whose numbers look like that.
                -18019909 or -18019903 => NumberOutcome.NotFound,
                // Its form is wrong, or it wants a postcode, a telephone number or another carrier: a person must mend it.
                >= -18010022 and <= -18010010 or -18019910 or -18019911 => NumberOutcome.Refused,
                // Not registered, or a quota or a carrier's system in the way: nothing was said of the number.
                _ => NumberOutcome.Inconclusive,
            },
        };
    }

    private NumberResult One(JsonElement item, Wire wire)
    {
        if ((item.TrackingNumber("number") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "an entry without a number" };
        var (origin, destination) = (Country(item, "shipper_address"), Country(item, "recipient_address"));
        var events = Part(item, "tracking").Objects("providers").SelectMany(leg => Leg(leg, number, origin, destination)).ToList();
        if (events.Count == 0 && Part(item, "latest_event") is { ValueKind: JsonValueKind.Object } latest && latest.IsSaid() && (latest.Text("description") ?? latest.Label("sub_status") ?? latest.Label("stage")) is not null)
            events.Add(Event(latest, number, null, null, origin, destination, Part(item, "latest_status")));
        events = [.. events.DistinctBy(told => told.Key)];
        var status = Part(item, "latest_status");
        if (events.Count == 0)
        {
            var why = $"{status.Label("sub_status") ?? status.Label("status") ?? "no event"} {status.Text("sub_status_descr")}".TrimEnd();
            return new NumberResult { Number = number, Outcome = status.Label("status") is "NotFound" ? NumberOutcome.NotFound : NumberOutcome.Inconclusive, Why = why };
        }
        var other = Part(item, "misc_info");
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
                Service = other.Label("service_type") ?? Part(item, "tracking").Objects("providers").Select(leg => leg.Label("service_type")).OfType<string>().FirstOrDefault(),
                Origin = origin,
                Destination = destination,
                Edd = Estimate(Part(item, "time_metrics").At("estimated_delivery_date")),
                Next = other.TrackingNumber("local_number") is { } local && local != number
                    ? [new NextNumber(CarrierOf(other.Whole("local_key"), other.Label("local_provider")), local, LegRole.LastMile)] : [],
            },
        };
    }

    /// <summary>A part of the tracking information: samples have it inside <c>track_info</c>, beside it, and inside <c>shipping_info</c>.</summary>
    private static JsonElement Part(JsonElement item, string name)
    {
        var info = item.At("track_info");
        return info.At(name) is var inside && inside.IsSaid() ? inside
            : item.At(name) is var beside && beside.IsSaid() ? beside
            : info.At("shipping_info", name) is var deep && deep.IsSaid() ? deep
            : item.At("shipping_info", name);
    }

    private static string? Country(JsonElement item, string address) => CountryZones.Find(Part(item, address).Label("country"));

    private IEnumerable<TrackingEvent> Leg(JsonElement leg, TrackingNumber number, string? origin, string? destination)
    {
        var provider = leg.At("provider");
        var name = provider.Label("alias") ?? provider.Label("name");
        var carrier = CarrierOf(provider.Whole("key"), provider.Label("name"))?.Value ?? name ?? provider.Label("key");
        return leg.Objects("events").Select(told => Event(told, number, carrier, leg.Label("provider_lang"), origin, destination));
    }

    private TrackingEvent Event(JsonElement told, TrackingNumber number, string? carrier, string? language, string? origin, string? destination, JsonElement status = default)
    {
        var (sub, stage) = (told.Label("sub_status"), told.Label("stage"));
        // The newest event told alone can leave its status to the one beside it.
        if (sub is null && stage is null)
            (sub, stage) = (status.Label("sub_status"), status.Label("status"));
        var address = told.At("address");
        var country = CountryZones.Find(address.Label("country"));
        var location = told.Label("location");
        var place = Places.Of(address.Label("city"), address.Label("state"), address.Label("postal_code"), address.Label("country"));
        place = location is null ? place : (place ?? new Place { Text = location }) with { Text = location, Country = country };
        var clock = Clock(told).OrPlace(place);
        var code = sub ?? stage;
        // Its customs are those of either side: a scan in the country of origin is export's.
        var context = country is not null && country == origin && destination is not null && destination != origin ? "EX" : null;
        var reading = Codes.Find(sub, context) is not null ? Codes.Read(sub, context) : Codes.Find(stage) is not null ? Codes.Read(stage) : Codes.Read(code);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Carrier = carrier,
                Code = code,
                Wording = told.Text("description"),
                Language = language,
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = location ?? place?.Text,
            },
            Read = reading with
            {
                Time = clock.Time,
                Place = place,
                Mapping = code is null ? "left out: neither a stage nor a sub-status was said" : reading.Mapping,
            },
        };
    }

    /// <summary>The clock with its offset; where it has none, the carrier's own as printed; a day without an hour beside it is only a day.</summary>
    private static ClockReading Clock(JsonElement told)
    {
        var raw = told.At("time_raw");
        var (date, time) = (raw.Label("date"), raw.Label("time"));
        if (told.Label("time_iso") is { } iso)
            return date is not null && time is null ? Clocks.OnDay(iso) : Clocks.Stated(iso);
        if (date is not null || raw.ValueKind == JsonValueKind.String)
            return Clocks.Stated(date is null ? raw.Label() : $"{date} {time}".Trim(), raw.Label("timezone"));
        return Clocks.Stated(told.Label("time_utc"));
    }

    /// <summary>The carrier's estimate; what 17TRACK itself reckons is no carrier's word.</summary>
    private static Edd? Estimate(JsonElement estimate)
    {
        if (estimate.Label("source") is "17TRACK")
            return null;
        var (from, to) = (Clocks.Parse(estimate.Label("from"))?.Local.Date, Clocks.Parse(estimate.Label("to"))?.Local.Date);
        return (from ?? to) is { } first && (to ?? from) is { } last && first <= last ? new Edd(first, last) : null;
    }

    /// <summary>Our id of a carrier that it names by a key and a name; null for one that is not ours.</summary>
    private static CarrierId? CarrierOf(long? key, string? name) =>
        (key is { } said ? Names.Find(said.ToString(CultureInfo.InvariantCulture)) : null) ?? Names.Find(name);

    private static HttpRequestMessage Request(AskBatch batch, string verb, Func<AskNumber, object> entry)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"track/v2.4/{verb}")
        {
            Content = JsonContent.Create(batch.Numbers.Select(entry)),
        };
        request.Headers.Add("17token", batch.Account["ApiKey"]);
        return request;
    }
}
