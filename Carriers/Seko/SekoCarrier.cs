using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Seko;

/// <summary>Seko Omni Parcel (labels/statusv2): many numbers a call, its own codes beside those of the carriers it ships with.</summary>
public sealed partial class SekoCarrier : Carrier
{
    public static readonly CarrierId Id = new("seko");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Seko Omni Parcel",
        BaseAddress = new("https://api.omniparcel.com/"),
        Needs = ["AccessKey"],
        BatchSize = 20, // [I] an array is taken; no number is published
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "no offset printed; a carrier's scan: the zone of the place; Seko's own notes: none earned",
        TrackingPage = "https://track.omniparcel.com/{number}",
        Numbers = [new(Consignment(), "consignment of Seko Omni Parcel", 0.35)],
    };

    public override HttpRequestMessage Ask(AskBatch batch)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "labels/statusv2") { Content = JsonContent.Create(batch.Numbers.Select(asked => asked.Number.Value)) };
        request.Headers.Add("access_key", batch.Account["AccessKey"]);
        return request;
    }

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        var told = root.Objects().Where(one => one.Label("ConsignmentNo") is not null || one.At("Events").ValueKind == JsonValueKind.Array).ToList();
        if (told.Count == 0 && root.ValueKind == JsonValueKind.Object)
            return Problem(root);
        if (told.Count == 0 && wire.Asked.Count == 0)
            return new CarrierReply.Unreadable("no consignment");
        var results = told.Select(one => One(one, wire)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        // [I] The list leaves out what it does not know.
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked)).Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.NotFound, Why = "the list leaves this number out" }));
        return new CarrierReply.Answered(results);
    }

    private static CarrierReply Problem(JsonElement root)
    {
        var why = root.Objects("Errors").Select(error => error.Text("Message")).OfType<string>().FirstOrDefault() ?? root.Text("Message") ?? root.Text("message");
        return why is null ? new CarrierReply.Unreadable("neither consignments nor errors")
            : why.Contains("access", StringComparison.OrdinalIgnoreCase) && (why.Contains("key", StringComparison.OrdinalIgnoreCase) || why.Contains("denied", StringComparison.OrdinalIgnoreCase)) ? new CarrierReply.Refused(why)
            : new CarrierReply.Answered([]) { Problems = [why] };
    }

    private NumberResult One(JsonElement told, Wire wire)
    {
        if ((told.TrackingNumber("ConsignmentNo") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a consignment without a number" };
        var events = told.Objects("Events").Select(printed => Event(printed, number)).DistinctBy(one => one.Key).ToList();
        return events.Count == 0
            ? new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = told.Text("Status") ?? "no events" }
            : new NumberResult { Number = number, Outcome = NumberOutcome.Tracked, Events = events, Snapshot = new Snapshot { Source = Id, Number = number, ReceivedAt = wire.ReceivedAt } };
    }

    private TrackingEvent Event(JsonElement printed, TrackingNumber number)
    {
        var (code, own) = (printed.Label("OmniCode"), printed.Label("Code"));
        var said = printed.Label("Location");
        var place = PlaceOf(said);
        // A note of Seko's own is an hour off the same moment as the carrier tells it in summer: it is UTC or its server's clock, and says nothing of the place. [I]
        var clock = own is null ? Clocks.Stated(printed.Label("EventDT")) : Clocks.Stated(printed.Label("EventDT")).OrPlace(place);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Part = printed.Label("Part"),
                Code = code,
                SubCode = own,
                Wording = printed.Text("Description"),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = said,
            },
            Read = Codes.Read(code) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary><c>LONDON,EGHAM,GB</c>: the country last, the city first.</summary>
    private static Place? PlaceOf(string? said)
    {
        var parts = said?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return parts switch
        {
            [] => null,
            [.., var last] when parts.Length > 1 && CountryZones.Find(last) is { } country => Places.Of(parts[0], parts.Length > 2 ? parts[1] : null, country: country),
            _ => Places.Of(parts[0], parts.Length > 1 ? parts[1] : null),
        };
    }

    [GeneratedRegex("^[A-Z]{2,3}[0-9]{7,11}$", RegexOptions.NonBacktracking)]
    private static partial Regex Consignment();
}
