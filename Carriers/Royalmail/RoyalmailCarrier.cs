using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Royalmail;

/// <summary>Royal Mail Tracking v2 and v3: the events of one mail piece, and summaries of several.</summary>
public sealed partial class RoyalmailCarrier : Carrier
{
    public static readonly CarrierId Id = new("royalmail");

    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Royal Mail",
        Countries = ["GB"],
        BaseAddress = new("https://api.royalmail.net/"),
        Needs = ["ClientId", "ClientSecret"],
        BatchSize = 1,
        Spacing = Duration.FromSeconds(1),
        // What the assessment plan allows; other plans are not published.
        DailyBudget = 50,
        TellsFullHistory = true,
        Clock = "offset printed, else assumed London",
        TrackingPage = "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
        Numbers =
        [
            new(UpuFromGb(), "S10 issued by the United Kingdom", 0.95, number => S10.Find(number)?.Issuer == "GB"),
            new(Unique(), "21 characters of Royal Mail's 2D barcode", 0.6),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"mailpieces/v2/{Uri.EscapeDataString(batch.Numbers[0].Number.Value)}/events");
        request.Headers.Add("X-IBM-Client-Id", batch.Account["ClientId"]);
        request.Headers.Add("X-IBM-Client-Secret", batch.Account["ClientSecret"]);
        request.Headers.Add("X-Accept-RMG-Terms", "yes");
        request.Headers.Add("Accept", "application/json");
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        var pieces = root.Objects("mailPieces").ToList();
        if (pieces.Count == 0)
        {
            return root.At("errors").IsSaid() || root.At("httpCode").IsSaid() ? Failure(root, wire)
                : root.At("mailPieces").ValueKind == JsonValueKind.Undefined ? new CarrierReply.Unreadable("neither mailPieces nor errors")
                : new CarrierReply.Answered(Untold([], wire));
        }
        var results = pieces.Select(piece => One(piece, pieces.Count, wire)).ToList();
        return new CarrierReply.Answered([.. results, .. Untold(results, wire)]);
    }

    private static List<NumberResult> Untold(List<NumberResult> results, Wire wire) =>
    [
        .. wire.Asked.Where(asked => results.All(result => result.Number != asked && !result.Aliases.Contains(asked)))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }),
    ];

    /// <summary>Errors of the whole call. E1142 is about the number; a request that was not valid says nothing of it.</summary>
    private static CarrierReply Failure(JsonElement root, Wire wire)
    {
        var errors = root.Objects("errors").ToList();
        var codes = errors.Select(error => error.Label("errorCode") ?? "").ToList();
        var why = errors.Count > 0 ? string.Join("; ", errors.Select(Told)) : $"{root.Label("httpCode")} {root.Text("httpMessage")} {root.Text("moreInformation")}".Trim();
        var status = root.Whole("httpCode") ?? wire.Status;
        if (codes.Contains("E0010") || status == 429)
            return new CarrierReply.Throttled(null, why);
        if (status is 401 or 403)
            return new CarrierReply.Refused(why);
        if (status is >= 500 and <= 599)
            return new CarrierReply.Unreachable(why);
        if (codes.Count > 0 && codes.All(code => OutcomeOf(code) is not null))
            return new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = OutcomeOf(codes[0])!.Value, Why = why }]);
        return new CarrierReply.Answered([.. wire.Asked.Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = why })]) { Problems = [why] };
    }

    /// <summary>How a number ended by the code of its error; null for errors that are not about a number.</summary>
    private static NumberOutcome? OutcomeOf(string code) => code switch
    {
        "E1142" => NumberOutcome.NotFound,
        // A service without tracking: Royal Mail will never tell of this number.
        "E1283" => NumberOutcome.Refused,
        "E1284" or "E1307" or "E1308" or "E1144" or "E1145" => NumberOutcome.Inconclusive,
        _ => null,
    };

    private static string Told(JsonElement error) => $"{error.Label("errorCode")} {error.Text("errorDescription")}".Trim();

    private NumberResult One(JsonElement piece, int pieces, Wire wire)
    {
        var summary = piece.At("summary");
        var own = ((TrackingNumber?[])[piece.TrackingNumber("mailPieceId"), summary.TrackingNumber("oneDBarcode"), summary.TrackingNumber("uniqueItemId")]).OfType<TrackingNumber>().Distinct().ToList();
        var asked = wire.Asked is [var only] && pieces == 1 ? only : wire.Asked.Cast<TrackingNumber?>().FirstOrDefault(asked => own.Contains(asked!.Value));
        if ((asked ?? own.Cast<TrackingNumber?>().FirstOrDefault()) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a mail piece without a number" };
        var domestic = "NON-INTERNATIONAL".Equals(summary.Label("productCategory"), StringComparison.OrdinalIgnoreCase);
        var events = piece.Objects("events").Select(told => Event(number, told.Label("eventCode"), told.Text("eventName"), told.Label("eventDateTime"), told.Label("locationName"), domestic)).DistinctBy(told => told.Key).ToList();
        // A summary repeats the newest event; alone, it is all that is told.
        var isHistory = events.Count > 0;
        if (!isHistory && (summary.Label("lastEventCode") ?? summary.Text("lastEventName") ?? summary.Text("statusDescription")) is not null)
            events.Add(Event(number, summary.Label("lastEventCode"), summary.Text("lastEventName") ?? summary.Text("statusDescription"), summary.Label("lastEventDateTime"), summary.Label("lastEventLocationName"), domestic));
        var aliases = own.Where(alias => alias != number).ToList();
        if (events.Count == 0)
        {
            var error = piece.At("error").IsSaid() ? piece.At("error") : summary.At("error");
            return new NumberResult
            {
                Number = number,
                Outcome = OutcomeOf(error.Label("errorCode") ?? "") ?? NumberOutcome.Inconclusive,
                Why = error.IsSaid() ? Told(error) : "neither an event nor a status",
                Aliases = aliases,
            };
        }
        var day = Clocks.Parse(piece.Label("estimatedDelivery", "date"))?.Local.Date;
        var hand = piece.Label("signature", "recipientName");
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            IsWhole = isHistory,
            Events = events,
            Aliases = aliases,
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Service = summary.Label("productName"),
                Origin = ThreeLetters.Find(summary.Label("originCountryCode")),
                Destination = ThreeLetters.Find(summary.Label("destinationCountryCode")),
                Edd = day is { } date ? new Edd(date, date) : null,
                ProofOfDelivery = hand is not null && events.Any(told => told.Read.Milestone is Milestone.Delivered) ? new ProofOfDelivery { SignedBy = hand } : null,
            },
        };
    }

    private TrackingEvent Event(TrackingNumber number, string? code, string? words, string? printed, string? office, bool domestic)
    {
        var clock = Clocks.Stated(printed);
        var place = office is null ? null : new Place { Text = office, Facility = office, Country = domestic ? "GB" : CountryZones.Find(office) };
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = words,
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = office,
            },
            Read = (Codes.Find(code) is null ? Codes.ReadPhrase(words) is { Mapping: not "unknown" } phrase ? phrase : Codes.Read(code) : Codes.Read(code)) with
            {
                Time = (place?.Country is not null and not "GB" ? clock.OrPlace(place) : clock.OrAssumed(London)).Time,
                Place = place,
            },
        };
    }

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}GB$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromGb();

    [GeneratedRegex("^[0-9][0-9A-F]{20}$", RegexOptions.NonBacktracking)]
    private static partial Regex Unique();
}
