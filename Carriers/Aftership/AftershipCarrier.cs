using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Aftership;

/// <summary>
/// AfterShip Tracking, version 2025-01: an aggregator that is told of each number once, then pushes the whole history at every change and answers for many numbers. Its older envelope
/// with <c>data.tracking</c> is read as well: accounts pin their webhooks to a version.
/// </summary>
public sealed class AftershipCarrier : Carrier
{
    public static readonly CarrierId Id = new("aftership");

    private static readonly CarrierNames Slugs = CarrierNames.Of(typeof(AftershipCarrier));

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "AfterShip",
        IsAggregator = true,
        BaseAddress = new("https://api.aftership.com/"),
        Needs = ["ApiKey"],
        // The list takes fifty numbers a call [R]; six calls a second.
        BatchSize = 50,
        EnrolSize = 1,
        Spacing = Duration.FromMilliseconds(170),
        TellsFullHistory = true,
        Push = new PushProfile { Proof = new HmacHeader("aftership-hmac-sha256", DigestEncoding.Base64), Trust = Trust.Evidence, Status = 200 },
        Clock = "offset printed, else zone of the place, else none",
    };

    public override HttpRequestMessage Ask(AskBatch batch) => Request(batch, HttpMethod.Get,
        $"tracking/2025-01/trackings?tracking_numbers={string.Join(',', batch.Numbers.Select(asked => Uri.EscapeDataString(asked.Number.Value)))}&limit=200");

    public override HttpRequestMessage Enrol(AskBatch batch)
    {
        var request = Request(batch, HttpMethod.Post, "tracking/2025-01/trackings");
        var asked = batch.Numbers[0];
        var body = new Dictionary<string, string> { ["tracking_number"] = asked.Number.Value };
        if (Slugs.NameOf(asked.Carrier) is { } slug)
            body["slug"] = slug;
        if (asked.DestinationPostcode is { } postcode)
            body["tracking_postal_code"] = postcode;
        request.Content = JsonContent.Create(body);
        return request;
    }

    private static HttpRequestMessage Request(AskBatch batch, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { Accept = { new("application/json") } } };
        request.Headers.Add("as-api-key", batch.Account["ApiKey"]);
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        // Its answers to questions have been seen with "note" in them twice.
        var root = WireJson.Parse(wire.Body, mayRepeat: wire.Kind is WireKind.Poll);
        if (root.Label("event") is { } pushed)
        {
            var told = root.At("msg", "tracking") is var inner && inner.IsSaid() ? inner : root.At("msg");
            return IsTracking(told) ? Answer([told], wire)
                : told.IsSaid() ? new CarrierReply.Unreadable("a push without a tracking")
                : new CarrierReply.Acknowledged(pushed);
        }
        var (code, data) = (root.Whole("meta", "code"), root.At("data"));
        if (code is null && !data.IsSaid())
            return IsTracking(root) ? Answer([root], wire) : new CarrierReply.Unreadable("neither event nor meta");
        if (code is >= 400)
            return Failure(code.Value, root, wire);
        var one = data.At("tracking") is var nested && nested.IsSaid() ? nested : data;
        if (data.At("trackings").ValueKind == JsonValueKind.Array)
            return Answer([.. data.Objects("trackings")], wire);
        if (!IsTracking(one))
            return new CarrierReply.Acknowledged(data.At("couriers").IsSaid() ? "couriers" : root.Label("meta", "message") ?? "no tracking");
        return code == 201 && !Checkpoints(one).Any()
            ? new CarrierReply.Acknowledged("registered") { Numbers = [.. ((TrackingNumber?[])[TrackingNumber.FindPrinted(one.Label("tracking_number"))]).OfType<TrackingNumber>()] }
            : Answer([one], wire);
    }

    private static bool IsTracking(JsonElement json) => json.Label("tracking_number") is not null;

    private static IEnumerable<JsonElement> Checkpoints(JsonElement tracking) => tracking.Objects("checkpoints").Concat(tracking.Objects("checkpoint"));

    private CarrierReply Answer(List<JsonElement> trackings, Wire wire)
    {
        var results = trackings.Select(tracking => One(tracking, wire)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "there is no tracking of this number" }));
        return new CarrierReply.Answered(results);
    }

    /// <summary>A code of the envelope: HTTP's own, or one of AfterShip's 4xxx, of which some speak of the number that was sent.</summary>
    private static CarrierReply Failure(long code, JsonElement root, Wire wire)
    {
        var why = $"{code} {root.Text("meta", "message") ?? root.Label("meta", "type")}".TrimEnd();
        switch (code)
        {
            case 401 or 402 or 403 or 4001 or 4002 when !(code is 4001 && root.Label("meta", "type") is "BadRequest"):
                return new CarrierReply.Refused(why);
            case 429:
                return new CarrierReply.Throttled(null, why);
            case >= 500 and <= 599:
                return new CarrierReply.Unreachable(why);
            // It exists already: what the announcement was for.
            case 4003:
                return new CarrierReply.Acknowledged("registered")
                {
                    Numbers = TrackingNumber.FindPrinted(root.Label("data", "tracking", "tracking_number") ?? root.Label("data", "tracking_number")) is { } number ? [number] : [.. wire.Asked],
                };
        }
        if (wire.Asked is not [var asked])
            return new CarrierReply.Answered([]) { Problems = [why] };
        return new CarrierReply.Answered([new NumberResult
        {
            Number = asked,
            Why = why,
            Outcome = code switch
            {
                // No carrier is known whose numbers look like that.
                4012 => NumberOutcome.NotFound,
                // Its form is wrong, or a slug or a field that the carrier wants: a person must mend it.
                4005 or 4007 or 4008 or 4009 or 4010 or 4011 or 4013 or 4014 or 4015 => NumberOutcome.Refused,
                // Not registered (4004, 404), or anything else: nothing was said of the parcel.
                _ => NumberOutcome.Inconclusive,
            },
        }]);
    }

    private NumberResult One(JsonElement tracking, Wire wire)
    {
        if ((TrackingNumber.FindPrinted(tracking.Label("tracking_number")) ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a tracking without a number" };
        var slug = tracking.Label("slug");
        var origin = ThreeLetters.Find(tracking.Label("origin_country_iso3") ?? tracking.Label("origin_country_region") ?? tracking.Label("tracking_origin_country"));
        var destination = ThreeLetters.Find(tracking.Label("destination_country_iso3") ?? tracking.Label("destination_country_region") ?? tracking.Label("courier_destination_country_iso3") ?? tracking.Label("courier_destination_country_region"));
        List<TrackingEvent> events = [.. Checkpoints(tracking).Where(told => (told.Label("subtag") ?? told.Label("tag") ?? told.Text("message")) is not null).Select(told => Event(told, number, slug, origin, destination)).DistinctBy(told => told.Key)];
        events.Reverse(); // it tells the oldest first
        if (events.Count == 0 && tracking.Label("tag") is var tag && tag is null or "Pending" or "Expired")
        {
            return new NumberResult
            {
                Number = number,
                Outcome = tag is "Pending" ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
                Why = $"{tracking.Label("subtag") ?? tag ?? "no checkpoint"} {tracking.Text("subtag_message")}".TrimEnd(),
            };
        }
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Why = events.Count == 0 ? $"{tracking.Label("subtag") ?? tracking.Label("tag")}, without a checkpoint" : null,
            Events = events,
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = tracking.Label("shipment_type"),
                Origin = origin,
                Destination = destination,
                Edd = Estimate(tracking),
                ProofOfDelivery = tracking.Label("tag") is "Delivered" && tracking.Label("signed_by") is { } signed ? new ProofOfDelivery { SignedBy = signed } : null,
                Next = [.. Next(tracking, number, "first_mile", LegRole.FirstMile), .. Next(tracking, number, "last_mile", LegRole.LastMile)],
            },
        };
    }

    /// <summary>The two miles of a parcel that changes hands, each with its own number where it has one.</summary>
    private static IEnumerable<NextNumber> Next(JsonElement tracking, TrackingNumber own, string mile, LegRole role) =>
        tracking.TrackingNumber(mile, "tracking_number") is { } number && number != own ? [new NextNumber(Slugs.Find(tracking.Label(mile, "slug")), number, role)] : [];

    /// <summary>The carrier's estimate; what AfterShip reckons itself is no carrier's word.</summary>
    private static Edd? Estimate(JsonElement tracking) =>
        (Clocks.Parse(tracking.Label("courier_estimated_delivery_date", "estimated_delivery_date")) ?? Clocks.Parse(tracking.Label("expected_delivery")))?.Local.Date is not { } day ? null
            : (Clocks.Parse(tracking.Label("courier_estimated_delivery_date", "estimated_delivery_date_min"))?.Local.Date, Clocks.Parse(tracking.Label("courier_estimated_delivery_date", "estimated_delivery_date_max"))?.Local.Date) is ({ } from, { } to) && from <= to
                ? new Edd(from, to) : new Edd(day, day);

    private TrackingEvent Event(JsonElement told, TrackingNumber number, string? slug, string? origin, string? destination)
    {
        var (tag, sub, by) = (told.Label("tag"), told.Label("subtag"), told.Label("slug") ?? slug);
        var country = ThreeLetters.Find(told.Label("country_iso3") ?? told.Label("country_region") ?? told.Label("country_name") ?? told.Label("country_region_name"));
        var location = told.Label("location");
        var place = Places.Of(told.Label("city"), told.Label("state"), told.Label("zip") ?? told.Label("postal_code"), country);
        place = location is null ? place : (place ?? new Place { Text = location }) with { Text = location, Country = country };
        var clock = Clocks.Stated(told.Label("checkpoint_time")).OrPlace(place);
        // Its customs are those of either side: a scan in the country of origin is export's.
        var side = country is not null && country == origin && destination is not null && destination != origin ? "EX" : null;
        var code = sub ?? tag;
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Carrier = Slugs.Find(by)?.Value ?? by,
                Code = code,
                Wording = told.Text("message") ?? told.Text("subtag_message"),
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = location ?? place?.Text,
            },
            Read = (code is null ? Codes.Read(null) with { Mapping = "left out: neither a tag nor a subtag was said" } : Codes.Find(sub, side) is null && Codes.Find(tag) is not null ? Codes.Read(tag) : Codes.Read(code, side)) with
            {
                Time = clock.Time,
                Place = place,
            },
        };
    }
}
