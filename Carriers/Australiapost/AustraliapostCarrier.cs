using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Australiapost;

/// <summary>Australia Post's Shipping and Tracking: events without codes, found and not found in one answer.</summary>
public sealed partial class AustraliapostCarrier : Carrier
{
    public static readonly CarrierId Id = new("australiapost");

    private static readonly DateTimeZone Melbourne = DateTimeZoneProviders.Tzdb["Australia/Melbourne"];

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Australia Post",
        Countries = ["AU"],
        BaseAddress = new("https://digitalapi.auspost.com.au/"),
        Needs = ["ApiKey", "Password", "AccountNumber"],
        BatchSize = 10,
        // The limits of an account stand in the headers of its answers; the numbers are not published.
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "offset printed where the place keeps it: Melbourne's is printed everywhere",
        TrackingPage = "https://auspost.com.au/mypost/track/#/details/{number}",
        Numbers =
        [
            new(UpuFromAu(), "S10 issued by Australia", 0.97, number => S10.Find(number)?.Issuer == "AU"),
            new(Sscc(), "20 digits of Australia Post's SSCC with their check digit", 0.6, number => CheckDigits.IsGs1(number.Value)),
            new(Eparcel(), "a consignment or an article of eParcel", 0.3),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{batch.Account["ApiKey"]}:{batch.Account["Password"]}"));
        var request = new HttpRequestMessage(HttpMethod.Get, $"shipping/v1/track?tracking_ids={string.Join(',', batch.Numbers.Select(asked => Uri.EscapeDataString(asked.Number.Value)))}")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", credentials), Accept = { new("application/json") } },
        };
        request.Headers.Add("Account-Number", batch.Account["AccountNumber"]);
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        var told = root.Objects("tracking_results").ToList();
        if (told.Count == 0)
        {
            return root.Objects("errors").ToList() is { Count: > 0 } errors ? Failure(errors, wire)
                : root.At("tracking_results").ValueKind == JsonValueKind.Undefined ? new CarrierReply.Unreadable("neither tracking_results nor errors")
                : new CarrierReply.Answered(Untold([], wire));
        }
        var results = told.Select(result => One(result, told.Count == 1 && wire.Asked is [var only] ? only : null, wire)).ToList();
        return new CarrierReply.Answered([.. results, .. Untold(results, wire)]);
    }

    private static List<NumberResult> Untold(List<NumberResult> results, Wire wire) =>
    [
        .. wire.Asked.Where(asked => results.All(result => result.Number != asked && !result.Aliases.Contains(asked)))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }),
    ];

    private static CarrierReply Failure(List<JsonElement> errors, Wire wire)
    {
        var told = errors.Select(Told).ToList();
        var why = string.Join("; ", told.Select(error => $"{error.Code} {error.Words}".Trim()));
        if (told.Any(error => error.Code is "API_002" || error.Words.Contains("Too many requests", StringComparison.OrdinalIgnoreCase)))
            return new CarrierReply.Throttled(null, why);
        if (told.Any(error => error.Code is "API_001" or "API_003" || error.Words.Contains("nauthori", StringComparison.OrdinalIgnoreCase) || error.Words.Contains("API key", StringComparison.OrdinalIgnoreCase) || error.Words.Contains("credential", StringComparison.OrdinalIgnoreCase)))
            return new CarrierReply.Refused(why);
        if (told.All(error => IsNotFound(error.Code)) && wire.Asked.Count <= 1)
            return new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }]);
        return new CarrierReply.Answered([.. wire.Asked.Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = why })]) { Problems = [why] };
    }

    private static (string Code, string Words) Told(JsonElement error) => (error.Label("error_code") ?? error.Label("code") ?? "", error.Text("message") ?? error.Text("error_name") ?? error.Text("name") ?? "");

    private static bool IsNotFound(string code) => code is "ESB-10001" or "51102" or "44003";

    private NumberResult One(JsonElement result, TrackingNumber? asked, Wire wire)
    {
        var told = result.TrackingNumber("tracking_id");
        // A consignment can hold articles; an article asked for by itself stands in the list without one.
        var articles = result.Objects("trackable_items").SelectMany(Articles).ToList();
        if (articles.Count == 0 && result.Objects("events").Any())
            articles.Add(result);
        if ((asked ?? told ?? articles.Select(article => article.TrackingNumber("article_id")).FirstOrDefault()) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a result without a number" };
        var errors = result.Objects("errors").Concat(articles.SelectMany(article => article.Objects("errors"))).Select(Told).ToList();
        var why = errors.Count == 0 ? null : string.Join("; ", errors.Select(error => $"{error.Code} {error.Words}".Trim()));
        var events = articles.SelectMany(article => article.Objects("events").Concat(article.Objects("consignment", "events")), (article, printed) => Event(printed, number, articles.Count > 1 ? article.Label("article_id") : null))
            .DistinctBy(happened => happened.Key).ToList();
        if (events.Count == 0)
        {
            return new NumberResult
            {
                Number = number,
                Outcome = errors.Count > 0 && errors.All(error => IsNotFound(error.Code)) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
                Why = why ?? "no event",
            };
        }
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Why = why,
            Events = events,
            Aliases = [.. ((TrackingNumber?[])[told, articles is [var single] ? single.TrackingNumber("article_id") : null]).OfType<TrackingNumber>().Where(alias => alias != number).Distinct()],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = articles.Select(article => article.Label("product_type")).OfType<string>().FirstOrDefault(),
                Destination = CountryZones.Find(articles.Select(article => article.Label("destination_country_code") ?? article.Label("destination_country")).OfType<string>().FirstOrDefault()),
                Edd = Estimate(result, articles),
            },
        };
    }

    private static IEnumerable<JsonElement> Articles(JsonElement item) => item.Objects("items").Any() ? item.Objects("items") : [item];

    private static Edd? Estimate(JsonElement result, List<JsonElement> articles)
    {
        foreach (var told in articles.Prepend(result))
        {
            var from = Clocks.Parse(told.Label("expected_delivery_date_range", "from") ?? told.Label("expected_delivery_date"))?.Local.Date;
            var to = Clocks.Parse(told.Label("expected_delivery_date_range", "to"))?.Local.Date ?? from;
            if ((from ?? to) is { } first && (to ?? from) is { } last)
                return new Edd(LocalDate.Min(first, last), LocalDate.Max(first, last));
        }
        return null;
    }

    private TrackingEvent Event(JsonElement printed, TrackingNumber number, string? article)
    {
        var (location, words) = (printed.Label("location"), printed.Text("description"));
        var place = PlaceOf(location);
        var clock = Clock(printed.Label("date"), place);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Part = article,
                Wording = words,
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = location,
            },
            Read = Codes.ReadPhrase(words) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>
    /// Melbourne's offset is printed behind every clock: Brisbane has +11:00 in January, and Chicago too [I]. It is earned where the place keeps it; elsewhere in Australia the place's
    /// is assumed, abroad none. Where no place is said it is assumed to be meant.
    /// </summary>
    private static ClockReading Clock(string? printed, Place? place)
    {
        var stated = Clocks.Stated(printed);
        if (stated.Time is not { Offset: { } offset } time)
            return place is null ? stated.OrAssumed(Melbourne) : stated.OrPlace(place);
        if (EventTime.InZone(time.Local, Melbourne, TimeBasis.Assumed).Offset != offset)
            return stated;
        if (place is null)
            return Clocks.Assumed(printed, Melbourne);
        var there = Clocks.Unplaced(printed).OrPlace(place);
        return there.Time is { Offset: { } kept } at
            ? kept == offset ? stated : place.Country == "AU" ? there with { Time = at with { Basis = TimeBasis.Assumed } } : Clocks.Unplaced(printed)
            : place.Country is null or "AU" ? Clocks.Assumed(printed, Melbourne) : Clocks.Unplaced(printed);
    }

    /// <summary><c>KEW VIC</c>, <c>CHICAGO (US)</c>, <c>US-60199, UNITED STATES</c>, <c>NZ</c>; what only names a kind of scan is no place.</summary>
    private static Place? PlaceOf(string? location)
    {
        if (location is null || location.Equals("Transit Scan", StringComparison.OrdinalIgnoreCase))
            return null;
        if (InState().Match(location) is { Success: true } home)
            return Places.Of(home.Groups["city"].Value, home.Groups["state"].Value, null, "AU") is { } there ? there with { Text = location } : null;
        var abroad = InCountry().Match(location);
        var country = CountryZones.Find(abroad.Success ? abroad.Groups["country"].Value : location) ?? CountryZones.Find(location.Split(',')[^1]);
        return new Place { Text = location, City = abroad.Success ? PlainText.Clean(abroad.Groups["city"].Value, PlainText.Label) : null, Country = country ?? (location.EndsWith("UNITED STATES", StringComparison.OrdinalIgnoreCase) ? "US" : null) };
    }

    [GeneratedRegex("^(?<city>.+) (?<state>NSW|VIC|QLD|SA|WA|TAS|NT|ACT)(?: [0-9]{4})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex InState();

    [GeneratedRegex(@"^(?<city>.*)\((?<country>[A-Z]{2})\)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex InCountry();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}AU$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromAu();

    [GeneratedRegex("^00[0-9]{18}$", RegexOptions.NonBacktracking)]
    private static partial Regex Sscc();

    [GeneratedRegex("^(?:[A-Z]{3,5}|[0-9][A-Z]{2})[0-9]{7}(?:[0-9]{6,14})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Eparcel();
}
