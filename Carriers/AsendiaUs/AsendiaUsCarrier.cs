using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.AsendiaUs;

/// <summary>Asendia USA (A1): milestones and detail events of parcels that leave the United States, under a vendor's number and a customer's reference.</summary>
public sealed partial class AsendiaUsCarrier : Carrier
{
    public static readonly CarrierId Id = new("asendia-us");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Asendia USA",
        BaseAddress = new("https://a1reportapi.asendiaprod.com/"), // [R]
        Needs = ["User", "Password", "AsendiaKey"],
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        // The same scan stands in the two lists four hours apart under one offset, so some hours are wall clocks of the United States. [I]
        Clock = "offset printed, always +00:00",
        TrackingPage = "https://a1.asendiausa.com/tracking/?trackingnumber={number}",
        Numbers =
        [
            new(Vendor(), "S10 that Asendia uses from the United States", 0.45, number => S10.Find(number) is not null),
            new(Own(), "number of Asendia USA", 0.7),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"api/A1/TrackingBranded/Tracking?trackingKey={Uri.EscapeDataString(batch.Account["AsendiaKey"])}&trackingNumber={Uri.EscapeDataString(batch.Numbers[0].Number.Value)}") // [R]
        {
            Headers =
            {
                Accept = { new("application/json") },
                Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{batch.Account["User"]}:{batch.Account["Password"]}"))),
            },
        };
        request.Headers.Add("X-AsendiaOne-ApiKey", batch.Account["AsendiaKey"]);
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        var status = root.At("responseStatus").IsSaid() ? root.At("responseStatus") : root;
        var (code, message) = (status.Whole("responseStatusCode"), status.Text("responseStatusMessage"));
        switch (code)
        {
            case 401 or 403:
                return new CarrierReply.Refused(message ?? $"status {code}");
            case 429:
                return new CarrierReply.Throttled(null, message ?? "status 429");
            case >= 500:
                return new CarrierReply.Unreachable(message ?? $"status {code}");
        }
        var told = root.Objects("data").ToList();
        if (told.Count > 0)
            return new CarrierReply.Answered([.. told.Select(one => One(one, wire))]);
        return code is 204 or 404
            ? new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = message }])
            : code is null ? new CarrierReply.Unreadable("neither data nor a status")
            : new CarrierReply.Answered([]) { Problems = [message ?? $"status {code}"] };
    }

    private NumberResult One(JsonElement told, Wire wire)
    {
        var (vendor, reference) = (told.TrackingNumber("trackingNumberVendor"), told.TrackingNumber("customerReferenceNumber"));
        TrackingNumber[] numbers = [.. new[] { vendor, reference }.OfType<TrackingNumber>().Distinct().OrderByDescending(wire.Asked.Contains)];
        if (numbers.Length == 0 && wire.Asked is [var only])
            numbers = [only];
        if (numbers is not [var number, .. var others])
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "an entry without a number" };
        // USPS carries it to Asendia under a barcode, a post delivers it under an S10; any other reference is only another name of the parcel.
        var next = others.Select(Leg).OfType<NextNumber>().ToList();
        TrackingNumber[] aliases = [.. others.Where(other => Leg(other) is null)];
        var events = told.Objects("trackingDetailEvents").Concat(told.Objects("trackingMilestoneEvents")).Select(printed => Event(printed, number)).DistinctBy(one => one.Key).ToList();
        return events.Count == 0
            ? new NumberResult { Number = number, Aliases = aliases, Outcome = NumberOutcome.NotFound, Why = "no events" }
            : new NumberResult
            {
                Number = number,
                Aliases = aliases,
                Outcome = NumberOutcome.Tracked,
                Events = events,
                Snapshot = new Snapshot { Source = Id, Number = number, ReceivedAt = wire.ReceivedAt, Origin = "US", Next = next },
            };
    }

    private static NextNumber? Leg(TrackingNumber number) =>
        Impb().IsMatch(number.Value) && CheckDigits.IsGs1(number.Value) ? new(new("usps"), number, LegRole.FirstMile) : S10.Find(number) is not null ? new(null, number, LegRole.LastMile) : null;

    private TrackingEvent Event(JsonElement printed, TrackingNumber number)
    {
        var details = printed.At("eventLocationDetails");
        var said = printed.Label("eventLocation") ?? details.Label("addressLine1");
        // Parts that nobody filled in hold the word "string".
        string? Part(string name) => details.Label(name) is { } part && part is not "string" ? part : null;
        var place = details.IsSaid() ? Places.Of(Part("city"), Part("province"), Part("postalCode"), Part("countryIso2") ?? Part("countryName")) : Places.Of(facility: said);
        var clock = Clocks.Stated(printed.Label("eventOn"));
        var code = printed.Label("eventCode");
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = printed.Text("eventDescription"),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = said is "string" ? null : said,
            },
            // Partners' codes stand in the same list and mean something else: only the words tell.
            Read = (Codes.Find(code) is null ? Codes.ReadPhrase(printed.Text("eventDescription")) : Codes.Read(code)) with { Time = clock.Time, Place = place },
        };
    }

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}(?:CH|DE|FR|US)$", RegexOptions.NonBacktracking)]
    private static partial Regex Vendor();

    [GeneratedRegex("^ASENDIAUSA[0-9A-Z]{6,20}$", RegexOptions.NonBacktracking)]
    private static partial Regex Own();

    [GeneratedRegex("^9[1-5][0-9]{20}(?:[0-9]{4})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Impb();
}
