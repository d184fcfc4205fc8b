using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.NinjaVan;

/// <summary>
/// Ninja Van in six countries of South-East Asia: pushes of one event each (versions 1 and 2), signed with a secret per country, so that each country has a push endpoint of its own;
/// tracking events by number, under the country's path.
/// </summary>
public sealed partial class NinjaVanCarrier : Carrier
{
    public static readonly CarrierId Id = new("ninja-van");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Ninja Van",
        Countries = ["SG", "MY", "ID", "PH", "TH", "VN"],
        BaseAddress = new("https://api.ninjavan.co/"),
        Needs = ["ClientId", "ClientSecret", "Country"],
        OAuth = new("2.0/oauth/access_token", OAuthStyle.Own),
        BatchSize = 1,
        Push = new PushProfile { Proof = new HmacHeader("X-Ninjavan-Hmac-Sha256", DigestEncoding.Base64), Trust = Trust.Evidence, Status = 200 },
        Clock = "offset printed",
        TrackingPage = "https://www.ninjavan.co/en-sg/tracking?id={number}",
        Numbers =
        [
            new(WithCountry(), "Ninja Van number with its country", 0.85),
            new(OfShipper(), "Ninja Van number with its shipper's prefix", 0.4),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) => new(HttpMethod.Get, $"{Country(batch.Account)}/1.0/orders/tracking-events/{Uri.EscapeDataString(batch.Numbers[0].Number.Value)}")
    {
        Headers = { Authorization = new("Bearer", batch.AccessToken), Accept = { new("application/json") } },
    };

    public override HttpRequestMessage AskToken(Account account) => new(HttpMethod.Post, $"{Country(account)}/{Profile.OAuth!.Path}")
    {
        Headers = { Accept = { new("application/json") } },
        Content = JsonContent.Create(new { client_id = account["ClientId"], client_secret = account["ClientSecret"], grant_type = "client_credentials" }),
    };

    private static string Country(Account account) => Uri.EscapeDataString(account["Country"].Trim().ToLowerInvariant());

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return new CarrierReply.Unreadable("neither an object nor a list");
        // A push: one event with its number, in version 2 also under other names.
        if (root.ValueKind == JsonValueKind.Object && !root.At("events").IsSaid() && !root.At("data").IsSaid() && Phrase(root) is not null)
            return new CarrierReply.Answered([Pushed(root, wire)]);
        var parcels = (root.At("data").IsSaid() ? root.At("data") : root).Objects().Where(parcel => parcel.At("events").ValueKind != JsonValueKind.Undefined).ToList();
        if (parcels.Count == 0)
            return Failure(root, wire);
        var results = parcels.Select(parcel => Asked(parcel, wire)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    /// <summary>An error instead of parcels: a 404, and the words for it, are about the number that was asked.</summary>
    private static CarrierReply Failure(JsonElement root, Wire wire)
    {
        var error = root.At("error").IsSaid() ? root.At("error") : root;
        var words = error.Text("message") ?? error.Text("title") ?? error.Text("description") ?? error.Text("details", "message") ?? (error.ValueKind == JsonValueKind.String ? error.Text() : null);
        var code = error.Label("code");
        if (words is null && code is null && wire.Status != 404 && !root.At("data").ValueKind.Equals(JsonValueKind.Array))
            return new CarrierReply.Unreadable("neither an event nor an error");
        var why = string.Join(" ", ((string?[])[code, words]).OfType<string>());
        if (words is not null && AboutAccess().IsMatch(words))
            return new CarrierReply.Refused(why);
        return wire.Status == 404 || words is null || Unknown().IsMatch(words)
            ? new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why.Length > 0 ? why : "no such parcel" }])
            : new CarrierReply.Answered([]) { Problems = [why] };
    }

    private NumberResult Pushed(JsonElement told, Wire wire)
    {
        if ((NumberOf(told) ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "an event without a number" };
        return Result(number, [Event(told, number)], told.At("delivery_information", "proof", "signed_by"), wire);
    }

    private NumberResult Asked(JsonElement parcel, Wire wire)
    {
        var listed = parcel.Objects("events").Where(told => Phrase(told) is not null).ToList();
        if ((NumberOf(parcel) ?? listed.Select(NumberOf).FirstOrDefault(found => found is not null) ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a parcel without a number" };
        List<TrackingEvent> events = [.. listed.Select(told => Event(told, number)).DistinctBy(told => told.Key)];
        return events.Count == 0
            ? new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "no events" }
            : Result(number, events, listed.Select(told => told.At("delivery_information", "proof", "signed_by")).FirstOrDefault(signed => signed.IsSaid()), wire);
    }

    private static NumberResult Result(TrackingNumber number, IReadOnlyList<TrackingEvent> events, JsonElement signed, Wire wire) => new()
    {
        Number = number,
        Outcome = NumberOutcome.Tracked,
        Events = events,
        Snapshot = new Snapshot
        {
            Source = Id,
            Number = number,
            ReceivedAt = wire.ReceivedAt,
            ProofOfDelivery = signed.Label("name") is { } name ? new ProofOfDelivery { SignedBy = name } : null,
        },
    };

    private static TrackingNumber? NumberOf(JsonElement told) => TrackingNumber.FindPrinted(told.Label("tracking_id") ?? told.Label("tracking_number") ?? told.Label("tracking_ref_no"));

    /// <summary>The phrase that is its code: in version 2 <c>event</c> is the finer one, in version 1 there is <c>status</c> alone.</summary>
    private static string? Phrase(JsonElement told) => told.Label("event") ?? told.Label("status");

    /// <summary><c>RTS</c> on the way back to the sender: flagged, or told by the reason for it.</summary>
    private static string? LegOf(JsonElement told) => told.Flag("is_parcel_on_rts_leg") is true || told.Text("rts_reason") is not null ? "RTS" : null;

    private TrackingEvent Event(JsonElement told, TrackingNumber number)
    {
        var (phrase, status) = (Phrase(told), told.Label("status"));
        var failure = told.Text("delivery_exception", "failure_reason") ?? told.Text("pickup_exception", "failure_reason") ?? told.Text("rts_reason") ?? told.Text("cancellation_information", "reason");
        var comments = told.Text("comments");
        var facility = Facility().Match(comments ?? "");
        var place = PlaceOf(told, facility);
        var clock = Clocks.Stated(told.Label("timestamp")).OrPlace(place);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = phrase,
                SubCode = LegOf(told),
                Wording = Words(phrase, failure ?? (facility.Success ? null : comments) ?? told.Text("international_transit_information", "remark")),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = facility.Success ? PlainText.Clean(comments, PlainText.Label) : place?.Text,
            },
            Read = Meaning(phrase, status, LegOf(told), failure ?? comments) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>By the finer phrase, else by the coarser; on the way back to the sender nothing is a delivery. Why it failed is told in words of its own.</summary>
    private Reading Meaning(string? phrase, string? status, string? leg, string? failure)
    {
        var reading = Codes.Find(phrase, leg) is null && Codes.Find(status, leg) is not null ? Codes.Read(status, leg) : Codes.Read(phrase, leg);
        return reading is { Milestone: Milestone.AttemptFailed or Milestone.PreAdvised or Milestone.Returning, Reason: null } && failure is not null && Codes.ReadPhrase($"because {failure}") is { Reason: { } reason }
            ? reading with { Reason = reason } : reading;
    }

    /// <summary>The hub of the event, whatever the part that holds it is called; ports for what crosses a border; in version 1 the comment <c>SG-Singapore-Hub</c>.</summary>
    private static Place? PlaceOf(JsonElement told, Match facility)
    {
        if (facility.Success)
            return Places.Of(city: facility.Groups["city"].Value, country: facility.Groups["country"].Value, facility: facility.Groups["hub"].Value);
        if (told.ValueKind == JsonValueKind.Object)
        {
            foreach (var part in told.EnumerateObject())
            {
                if (part.Value.ValueKind == JsonValueKind.Object && (part.Value.Label("hub") ?? part.Value.Label("city")) is not null)
                    return Places.Of(city: part.Value.Label("city"), country: part.Value.Label("country"), facility: part.Value.Label("hub"));
            }
        }
        var (haul, phrase) = (told.At("international_transit_information", "linehaul_information"), Phrase(told) ?? "");
        return phrase.EndsWith("Linehaul Departed", StringComparison.OrdinalIgnoreCase) ? Places.Of(facility: haul.Label("origin_port"), country: haul.Label("origin_country"))
            : phrase.EndsWith("Linehaul Arrived", StringComparison.OrdinalIgnoreCase) ? Places.Of(facility: haul.Label("destination_port"), country: haul.Label("destination_country"))
            : null;
    }

    private static string? Words(string? phrase, string? more) => (phrase, more) switch
    {
        (null, _) => more,
        (_, null) => phrase,
        _ => PlainText.Clean($"{phrase}: {more}", PlainText.Wording),
    };

    [GeneratedRegex("^(?<country>[A-Z]{2})-(?<city>[^-]{1,80})-(?<hub>.{1,150})$", RegexOptions.NonBacktracking)]
    private static partial Regex Facility();

    [GeneratedRegex("not found|not exist|no (?:such )?(?:order|parcel|tracking)|invalid tracking|unknown tracking", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Unknown();

    [GeneratedRegex("unauthori[sz]ed|not authori[sz]ed|forbidden|access token|invalid client", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AboutAccess();

    [GeneratedRegex("^NV(?:SG|MY|ID|PH|TH|VN)[A-Z0-9]{6,20}$", RegexOptions.NonBacktracking)]
    private static partial Regex WithCountry();

    [GeneratedRegex("^N(?:INJ|LID|LMY|LSG|LPH|LTH|LVN|JV)[A-Z0-9]{6,20}$", RegexOptions.NonBacktracking)]
    private static partial Regex OfShipper();
}
