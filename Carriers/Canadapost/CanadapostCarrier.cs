using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Canadapost;

/// <summary>Canada Post's Visibility of Items: details of one PIN, and summaries of the same parcel; in English or French.</summary>
public sealed partial class CanadapostCarrier : Carrier
{
    public static readonly CarrierId Id = new("canadapost");

    // What stands behind a clock. Standard time is printed in summer too, so the place decides where it is known.
    private static readonly Dictionary<string, (int Minutes, string Zone)> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["NST"] = (-210, "America/St_Johns"),
        ["NDT"] = (-150, "America/St_Johns"),
        ["AST"] = (-240, "America/Halifax"),
        ["ADT"] = (-180, "America/Halifax"),
        ["EST"] = (-300, "America/Toronto"),
        ["EDT"] = (-240, "America/Toronto"),
        ["CST"] = (-360, "America/Winnipeg"),
        ["CDT"] = (-300, "America/Winnipeg"),
        ["MST"] = (-420, "America/Edmonton"),
        ["MDT"] = (-360, "America/Edmonton"),
        ["PST"] = (-480, "America/Vancouver"),
        ["PDT"] = (-420, "America/Vancouver"),
        // NO: without daylight saving, as Saskatchewan keeps it.
        ["ASTNO"] = (-240, "America/Blanc-Sablon"),
        ["ESTNO"] = (-300, "America/Atikokan"),
        ["CSTNO"] = (-360, "America/Regina"),
        ["MSTNO"] = (-420, "America/Dawson_Creek"),
        ["GMT"] = (0, "Etc/UTC"),
        ["UTC"] = (0, "Etc/UTC"),
    };

    private static readonly HashSet<string> Provinces = ["NL", "PE", "NS", "NB", "QC", "ON", "MB", "SK", "AB", "BC", "YT", "NT", "NU"];

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Canada Post",
        Countries = ["CA"],
        BaseAddress = new("https://soa-gw.canadapost.ca/"),
        Needs = ["Username", "Password"],
        BatchSize = 1,
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "zone printed as an abbreviation, with daylight saving as the place keeps it",
        TrackingPage = "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}",
        Numbers =
        [
            new(UpuFromCa(), "S10 issued by Canada", 0.97, number => S10.Find(number)?.Issuer == "CA"),
            new(Pin(), "16 digits of Canada Post with their check digit", 0.8, number => CheckDigits.IsGs1(number.Value)),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{batch.Account["Username"]}:{batch.Account["Password"]}"));
        return new HttpRequestMessage(HttpMethod.Get, $"vis/track/pin/{Uri.EscapeDataString(batch.Numbers[0].Number.Value)}/detail")
        {
            Headers =
            {
                Authorization = new AuthenticationHeaderValue("Basic", credentials),
                Accept = { new("application/vnd.cpc.track-v2+xml") },
                AcceptLanguage = { new("en-CA") },
            },
        };
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireXml.Parse(wire.Body);
        if (root.IsNamed("wrapper") && root.Elements().FirstOrDefault() is { } inner)
            root = inner;
        if (root.Deep("message").ToList() is { Count: > 0 } messages && (root.IsNamed("messages") || root.IsNamed("message")))
            return Failure(messages, wire);
        if (root.IsNamed("tracking-detail"))
            return new CarrierReply.Answered([Detail(root, wire)]);
        if (!root.IsNamed("tracking-summary") && !root.IsNamed("pin-summary"))
            return new CarrierReply.Unreadable("neither tracking-detail nor tracking-summary nor messages");
        var summaries = root.Deep("pin-summary").Select(summary => Summary(summary, wire)).ToList();
        return summaries.Count > 0 ? new CarrierReply.Answered(summaries) : new CarrierReply.Unreadable("a summary of nothing");
    }

    private static CarrierReply Failure(List<XElement> messages, Wire wire)
    {
        var told = messages.Select(message => (Code: message.Label("code") ?? "", Words: message.Text("description") ?? "")).ToList();
        var why = string.Join("; ", told.Select(message => $"{message.Code} {message.Words}".Trim()));
        // A quota spent is told by the gateway's monitor. [R]
        if (told.Any(message => message.Words.Contains("SLM Monitor", StringComparison.OrdinalIgnoreCase)))
            return new CarrierReply.Throttled(null, why);
        if (told.Any(message => message.Code is "E002" or "E001" || message.Words.Contains("Authenti", StringComparison.OrdinalIgnoreCase) || message.Words.Contains("Authoriz", StringComparison.OrdinalIgnoreCase)))
            return new CarrierReply.Refused(why);
        var only = wire.Asked is [var asked] ? asked : (TrackingNumber?)null;
        return told.Any(message => message.Code is "004" || message.Words.Contains("No Pin History", StringComparison.OrdinalIgnoreCase))
            ? new CarrierReply.Answered([new NumberResult { Number = only, Outcome = NumberOutcome.NotFound, Why = why }])
            : new CarrierReply.Answered(only is null ? [] : [new NumberResult { Number = only, Outcome = NumberOutcome.Inconclusive, Why = why }]) { Problems = [why] };
    }

    private NumberResult Detail(XElement root, Wire wire)
    {
        var told = root.TrackingNumber("pin");
        if ((wire.Asked is [var only] ? only : told) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a history without a number" };
        var occurrences = root.Items("significant-events", "occurrence").ToList();
        var language = LanguageOf(occurrences.Select(occurrence => occurrence.Text("event-description")));
        var events = occurrences.Select(occurrence => Occurrence(occurrence, number, language)).DistinctBy(told => told.Key).ToList();
        if (events.Count == 0)
            return new NumberResult { Number = number, Outcome = NumberOutcome.Inconclusive, Why = "no occurrence" };
        var delivered = events.Find(told => told.Read.Milestone is Milestone.Delivered);
        var hand = delivered is null ? null : occurrences.Select(occurrence => occurrence.Label("signatory-name")).OfType<string>().FirstOrDefault();
        return Result(root, number, told, wire, events, hand, delivered?.Read.Place);
    }

    private NumberResult Summary(XElement summary, Wire wire)
    {
        var told = summary.TrackingNumber("pin");
        if ((wire.Asked is [var only] ? only : told) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a summary without a number" };
        var (kind, words) = (summary.Label("event-type"), summary.Text("event-description"));
        if (kind is null && words is null)
            return new NumberResult { Number = number, Outcome = NumberOutcome.Inconclusive, Why = "a summary without an event" };
        var place = PlaceOf(summary.Label("event-location"), null);
        var phrase = Codes.ReadPhrase(words);
        // 20110404:133457
        var clock = Clocks.Unplaced(summary.Label("event-date-time")?.Replace(':', ' '));
        var happened = new TrackingEvent
        {
            Said = Said(number, kind, words, LanguageOf([words]), clock with { Printed = summary.Label("event-date-time") ?? "" }, summary.Label("event-location")),
            // The words are of today's event, the type of a coarser kind: ordered by the sender is an induction to it.
            Read = (phrase.Mapping == "unknown" ? Codes.Read(kind) : phrase) with { Time = clock.OrPlace(place).Time, Place = place },
        };
        return Result(summary, number, told, wire, [happened], happened.Read.Milestone is Milestone.Delivered ? summary.Label("signatory-name") : null, place) with { IsWhole = false };
    }

    private static NumberResult Result(XElement root, TrackingNumber number, TrackingNumber? told, Wire wire, List<TrackingEvent> events, string? hand, Place? door)
    {
        var day = Day(root, "changed-expected-date") ?? Day(root, "expected-delivery-date");
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            Events = events,
            Aliases = told is { } alias && alias != number ? [alias] : [],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = root.Label("service-name") ?? root.Label("service-name-2"),
                Destination = root.Label("destination-postal-id") is { } postcode && CanadianPostcode().IsMatch(postcode) || root.Label("destination-province") is { } province && Provinces.Contains(province) ? "CA" : null,
                Edd = day is { } date ? new Edd(date, date) : null,
                ProofOfDelivery = hand is null ? null : new ProofOfDelivery { SignedBy = hand, City = door?.City, Country = door?.Country },
            },
        };
    }

    private TrackingEvent Occurrence(XElement occurrence, TrackingNumber number, string language)
    {
        var (site, province, zone) = (occurrence.Label("event-site"), occurrence.Label("event-province"), occurrence.Label("event-time-zone"));
        var (code, words) = (occurrence.Label("event-identifier"), occurrence.Text("event-description"));
        var place = PlaceOf(site, province);
        if (place is not null && occurrence.Label("event-retail-name") is { } shop)
            place = place with { Facility = shop };
        var time = occurrence.Label("event-time");
        var clock = Clocks.Unplaced(time is null ? occurrence.Label("event-date") : $"{occurrence.Label("event-date")} {time}").Beside(zone);
        return new TrackingEvent
        {
            Said = Said(number, code, words, language, clock, string.Join(", ", ((string?[])[site, province]).OfType<string>())),
            Read = Meaning(code, words) with { Time = Placed(clock, zone, place).Time, Place = place },
        };
    }

    /// <summary>
    /// By the identifier, with or without its first zeros; where one stands for the way back as well, which only the words tell, by both. What is not in the table by the words.
    /// </summary>
    private Reading Meaning(string? code, string? words)
    {
        var stem = code?.TrimStart('0');
        if (stem is not null && words is not null && Back().IsMatch(words) && Codes.ReadExactly(stem, "return") is { } back)
            return back;
        return stem is not null && Codes.Find(stem) is not null ? Codes.Read(stem) : Codes.ReadPhrase(words) is { Mapping: not "unknown" } phrase ? phrase : Codes.Read(stem);
    }

    /// <summary>
    /// The offset of the abbreviation where the place keeps it or is not known; where daylight saving puts an hour between them, the place's: the abbreviation then only names the zone.
    /// Nothing is earned where they contradict each other otherwise. Midnight without a zone is a day.
    /// </summary>
    private static ClockReading Placed(ClockReading clock, string? zone, Place? place)
    {
        if (clock.Time is not { Basis: TimeBasis.Unknown } time)
            return clock;
        if (zone is null || !Abbreviations.TryGetValue(zone, out var said))
            return clock.MidnightIsDay().OrPlace(place);
        var printed = Offset.FromSeconds(said.Minutes * 60);
        if (clock.OrPlace(place).Time is { Offset: { } there } local)
        {
            return there == printed ? clock with { Time = EventTime.Stated(time.Local, printed) }
                : Math.Abs(there.Seconds - printed.Seconds) == 3600 ? clock with { Time = local } : clock;
        }
        var named = EventTime.InZone(time.Local, DateTimeZoneProviders.Tzdb[said.Zone], TimeBasis.Assumed);
        return named.Offset == printed ? clock with { Time = EventTime.Stated(time.Local, printed) } : clock with { Time = named };
    }

    private static Statement Said(TrackingNumber number, string? code, string? words, string language, ClockReading clock, string? place) => new()
    {
        Source = Id,
        Number = number,
        Code = code,
        Wording = words,
        Language = language,
        Clock = clock.Printed,
        WallClock = clock.WallClock,
        PlaceSaid = PlainText.Clean(place, PlainText.Label),
    };

    private static Place? PlaceOf(string? site, string? province)
    {
        if (province is null && site?.Split(',') is [var city, var region] && Provinces.Contains(region.Trim().ToUpperInvariant()))
            (site, province) = (city, region.Trim());
        var home = province is not null && Provinces.Contains(province.ToUpperInvariant());
        return home ? Places.Of(site, province, null, "CA") : Places.Of(site, null, null, CountryZones.Find(province) ?? province);
    }

    private static string LanguageOf(IEnumerable<string?> words) => words.Any(said => said is not null && French().IsMatch(said)) ? "fr" : "en";

    private static LocalDate? Day(XElement root, string field) => Clocks.Parse(root.Label(field))?.Local.Date;

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}CA$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromCa();

    [GeneratedRegex("^[0-9]{16}$", RegexOptions.NonBacktracking)]
    private static partial Regex Pin();

    [GeneratedRegex("^[A-Z][0-9][A-Z](?: ?[0-9][A-Z][0-9])?$", RegexOptions.NonBacktracking)]
    private static partial Regex CanadianPostcode();

    [GeneratedRegex(@"return(ed|ing)?\b.{0,40}\bsender|returned item|renvoyer|(renvoy|retourn)é", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Back();

    [GeneratedRegex(@"\b(article|envoi|livré|livraison|étiquette|destinataire|expéditeur|renseignements|douanes|avis|sorti)\b", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex French();
}
