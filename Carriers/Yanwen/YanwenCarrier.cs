using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Yanwen;

/// <summary>
/// Yanwen: checkpoints with codes, and the API before it with two lists of words, one of each side of the border, that tell one scan twice in two languages.
/// Known from others' programs only [T]: neither the host nor the full list of codes is public.
/// </summary>
public sealed partial class YanwenCarrier : Carrier
{
    public static readonly CarrierId Id = new("yanwen");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Yanwen",
        OffBecause = "the address of its tracking API is not public; set Carriers:yanwen:BaseAddress to the one that Yanwen gave you",
        Needs = ["UserId"],
        BatchSize = 30,
        TellsFullHistory = true,
        Clock = "zone in a field of its own; in the API before, +08:00 is meant in China only, elsewhere the zone of the place",
        TrackingPage = "https://track.yw56.com.cn/en/querydel?nums={number}",
        Numbers =
        [
            new(Own(), "Yanwen number", 0.9),
            new(FromChina(), "S10 issued by China, which Yanwen sends with", 0.5, number => S10.Find(number) is not null),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"tracking?nums={string.Join(',', batch.Numbers.Select(asked => Uri.EscapeDataString(asked.Number.Value)))}");
        request.Headers.TryAddWithoutValidation("Authorization", batch.Account["UserId"]);
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        var told = root.At("result") is var result && result.IsSaid() ? result.Objects() : root.At("data").Objects();
        var results = told.Where(IsParcel).Select(parcel => One(parcel, wire)).ToList();
        if (results.Count == 0 && root.Label("waybill_number") is not null)
            results.Add(Before(root, wire));
        if (results.Count == 0)
            return Empty(root, wire);
        var answered = results.SelectMany(one => one.Aliases.Select(alias => (TrackingNumber?)alias).Prepend(one.Number)).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    private static CarrierReply Empty(JsonElement root, Wire wire)
    {
        if (root.Whole("code") is not { } code)
            return new CarrierReply.Unreadable("neither checkpoints nor a code");
        var why = $"{code} {root.Text("message")}".Trim();
        if (code == 0)
        {
            // The API before prints all its fields empty: that says nothing of the number.
            return root.At("origin_items").ValueKind == JsonValueKind.Undefined
                ? new CarrierReply.Answered([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty().Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.NotFound, Why = "an empty list" })])
                : new CarrierReply.Answered([.. wire.Asked.Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "all fields are empty" })]) { Problems = ["all fields are empty"] };
        }
        return code is 401 or 403 || Refusal().IsMatch(why) ? new CarrierReply.Refused(why)
            : code == 429 || Often().IsMatch(why) ? new CarrierReply.Throttled(null, why)
            : new CarrierReply.Answered([]) { Problems = [why] };
    }

    private static bool IsParcel(JsonElement json) => json.Label("tracking_number") is not null || json.Label("waybill_number") is not null || json.At("checkpoints").IsSaid();

    private NumberResult One(JsonElement parcel, Wire wire)
    {
        var (asked, waybill, exchange) = (parcel.TrackingNumber("tracking_number"), parcel.TrackingNumber("waybill_number"), parcel.TrackingNumber("exchange_number"));
        if ((asked ?? waybill ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a parcel without a number" };
        var status = parcel.Label("tracking_status");
        var events = parcel.Objects("checkpoints").Select(point => Checkpoint(point, number)).DistinctBy(told => told.Key).ToList();
        if (events.Count == 0)
        {
            return new NumberResult
            {
                Number = number,
                Outcome = status is null || status.Equals("NOTFOUND", StringComparison.OrdinalIgnoreCase) || status.Equals("NOT FOUND", StringComparison.OrdinalIgnoreCase) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
                Why = status ?? "an empty list",
            };
        }
        return Tracked(number, waybill, exchange, parcel, events, parcel.Label("destination_country"), wire);
    }

    private NumberResult Tracked(TrackingNumber number, TrackingNumber? waybill, TrackingNumber? exchange, JsonElement parcel, List<TrackingEvent> events, string? destination, Wire wire) => new()
    {
        Number = number,
        Outcome = NumberOutcome.Tracked,
        Events = events,
        Aliases = [.. new[] { waybill, parcel.TrackingNumber("yanwen_number") }.OfType<TrackingNumber>().Where(other => other != number && other != exchange).Distinct()],
        Snapshot = new Snapshot
        {
            Source = Id,
            Number = number,
            ReceivedAt = wire.ReceivedAt,
            Origin = CountryNames.Find(parcel.Label("origin_country")),
            Destination = CountryNames.Find(destination),
            Next = exchange is { } next && next != number && next != waybill ? [new NextNumber(Partners.Find(parcel.Label("last_mile_carrier"), next), next, LegRole.LastMile)] : [],
        },
    };

    private TrackingEvent Checkpoint(JsonElement point, TrackingNumber number)
    {
        var (code, words, location) = (point.Label("tracking_status"), point.Text("message"), point.Label("location"));
        var country = CountryNames.Find(location);
        var place = location is null ? null : new Place { Text = location, Country = country };
        var clock = Clocks.Stated(point.Label("time_stamp"), point.Label("time_zone")).OrPlace(place);
        return Event(number, code, words, location, clock, place, Meaning(code, words));
    }

    /// <summary>A code of which only its group is known gives way to its words, where these tell more.</summary>
    private Reading Meaning(string? code, string? words)
    {
        if (code is null)
            return Codes.ReadPhrase(words);
        if (Codes.Find(code) is { } row && row.Note.StartsWith("group", StringComparison.Ordinal) && Codes.ReadPhrase(words) is { Milestone: not null } said)
            return said;
        return Codes.Read(code);
    }

    private NumberResult Before(JsonElement root, Wire wire)
    {
        var waybill = root.TrackingNumber("waybill_number");
        if ((waybill ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a parcel without a number" };
        var destination = CountryNames.Find(root.Label("destin_country"));
        var events = root.Objects("origin_items").Select(item => Item(item, number, null))
            .Concat(root.Objects("destin_items").Select(item => Item(item, number, destination)))
            .DistinctBy(told => told.Key).ToList();
        return events.Count == 0
            ? new NumberResult { Number = number, Outcome = NumberOutcome.Inconclusive, Why = "known, without an event" }
            : Tracked(number, waybill, root.TrackingNumber("exchange_number"), root, events, root.Label("destin_country"), wire);
    }

    /// <summary>
    /// A line of words. All clocks carry +08:00, but those outside China are local there: "+08:00" stands beside "at 1:03 pm in UPPER MARLBORO, MD".
    /// </summary>
    private TrackingEvent Item(JsonElement item, TrackingNumber number, string? side)
    {
        var (words, location, printed) = (item.Text("message"), item.Label("location"), item.Label("timestamp"));
        var country = CountryNames.Find(location) ?? (location is null ? side : null) ?? side;
        // Words of the last mile name the town.
        var town = words is not null && Town().Match(words) is { Success: true } match ? match.Groups["town"].Value : null;
        var text = location ?? town;
        var place = text is null ? null : new Place { Text = text, Country = country };
        var clock = country is null or "CN" ? Clocks.Stated(printed)
            : Clocks.Unplaced(printed).OrPlace(new Place { Text = town ?? location ?? country, Country = country });
        return Event(number, null, words, location, clock, place, Codes.ReadPhrase(words));
    }

    private static TrackingEvent Event(TrackingNumber number, string? code, string? words, string? location, ClockReading clock, Place? place, Reading reading) => new()
    {
        Said = new Statement
        {
            Source = Id,
            Number = number,
            Code = code,
            Wording = words,
            Language = words is null ? null : words.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh" : "en",
            Clock = clock.Printed,
            WallClock = clock.WallClock,
            PlaceSaid = location,
        },
        Read = reading with { Time = clock.Time, Place = place },
    };

    [GeneratedRegex(" in (?<town>[A-Z][A-Z .'-]{1,60}, [A-Z]{2} [0-9]{5})", RegexOptions.NonBacktracking)]
    private static partial Regex Town();

    [GeneratedRegex("^(?:[A-Z]{2}[0-9]{9}YR|YW[A-Z0-9]{10,14}|[A-Z]{2}[0-9]{9}YP)$", RegexOptions.NonBacktracking)]
    private static partial Regex Own();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}CN$", RegexOptions.NonBacktracking)]
    private static partial Regex FromChina();

    [GeneratedRegex("\\b(?:un)?auth|\\btoken\\b|user ?id|permission|授权|用户|权限", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Refusal();

    [GeneratedRegex("too (?:many|frequent)|frequen|rate limit|频繁|限流", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Often();
}
