using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Laposte;

/// <summary>La Poste Suivi v2: Colissimo, letters, and Chronopost as La Poste retells it.</summary>
public sealed partial class LaposteCarrier : Carrier
{
    public static readonly CarrierId Id = new("laposte");

    private const string Home = "FR";

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "La Poste",
        Countries = ["FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"],
        BaseAddress = new("https://api.laposte.fr/"),
        Needs = ["ApiKey"],
        BatchSize = 10,
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "offset printed; abroad the printed Paris offset is not meant and the country's zone is assumed",
        TrackingPage = "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
        Numbers =
        [
            new(UpuFromFr(), "S10 issued by France", 0.97, number => S10.Find(number)?.Issuer == Home),
            new(Colissimo(), "a digit, a letter and 11 digits of Colissimo", 0.85),
            new(LetterMail(), "15 digits of a tracked letter of La Poste", 0.4),
            new(Upu(), "S10 of another post: La Poste delivers it in France", 0.15, number => S10.Find(number) is not null),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"suivi/v2/idships/{string.Join(',', batch.Numbers.Select(asked => Uri.EscapeDataString(asked.Number.Value)))}?lang=fr_FR")
        {
            Headers = { { "X-Okapi-Key", batch.Account["ApiKey"] }, { "Accept", "application/json" } },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        JsonElement root;
        try
        {
            root = WireJson.Parse(wire.Body);
        }
        catch (JsonException) when (wire.Status == 404)
        {
            // A number of no form that La Poste knows has been seen answered by a bare page.
            return wire.Inconclusive("a 404 without a JSON body");
        }
        var parts = root.Objects().ToList();
        if (parts.Count == 0 || !parts.Any(IsOurs))
            return new CarrierReply.Unreadable("neither returnCode nor shipment nor an error code");
        if (parts is [var alone] && Failure(alone, wire) is { } failure)
            return failure;
        var problems = new List<string>();
        var results = parts.Where(IsOurs).Select(part => One(part, wire, parts.Count == 1, problems)).ToList();
        return new CarrierReply.Answered([.. results, .. wire.LeftOut(results)]) { Problems = [.. problems.Distinct()] };
    }

    private static bool IsOurs(JsonElement part) => part.At("returnCode").IsSaid() || part.At("shipment").ValueKind == JsonValueKind.Object || (part.At("code").IsSaid() && part.At("message").IsSaid());

    /// <summary>A failure that is not about a number: the gateway's <c>code</c> and <c>message</c>, or a <c>returnCode</c> of the service.</summary>
    private static CarrierReply? Failure(JsonElement part, Wire wire)
    {
        var code = part.Label("returnCode") ?? part.Label("code");
        var why = string.Join(": ", ((string?[])[code, part.Text("returnMessage") ?? part.Text("message")]).OfType<string>());
        return code?.ToUpperInvariant() switch
        {
            "401" or "403" or "UNAUTHORIZED" or "FORBIDDEN" or "INVALID_API_KEY" => new CarrierReply.Refused(why),
            "429" or "TOO_MANY_REQUESTS" => new CarrierReply.Throttled(null, why),
            "500" or "502" or "503" or "504" or "SERVICE_UNAVAILABLE" or "INTERNAL_SERVER_ERROR" or "BAD_GATEWAY" or "GATEWAY_TIMEOUT" => wire.Inconclusive(why),
            "RESOURCE_NOT_FOUND" or "NOT_FOUND" => wire.NotFound(why),
            not null when part.At("returnCode").ValueKind == JsonValueKind.Undefined && part.At("shipment").ValueKind != JsonValueKind.Object => wire.Inconclusive(why),
            _ => null,
        };
    }

    private NumberResult One(JsonElement part, Wire wire, bool alone, List<string> problems)
    {
        var shipment = part.At("shipment");
        var told = shipment.TrackingNumber("idShip") ?? part.TrackingNumber("idShip");
        var number = wire.NumberFor(told, alone);
        var why = string.Join(": ", ((string?[])[part.Label("returnCode"), part.Text("returnMessage")]).OfType<string>());
        var events = shipment.Objects("event").ToList();
        if (shipment.ValueKind != JsonValueKind.Object || events.Count == 0)
        {
            return new NumberResult
            {
                Number = number,
                Outcome = part.Whole("returnCode") switch { 401 or 403 => NumberOutcome.Refused, >= 100 and <= 110 or 400 or 404 => NumberOutcome.NotFound, _ => NumberOutcome.Inconclusive },
                Why = why.Length > 0 ? why : "neither an event nor a return code",
            };
        }
        if (number is not { } asked)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a shipment without an idShip" };
        var way = new Way(shipment, events);
        return new NumberResult
        {
            Number = asked,
            Outcome = NumberOutcome.Tracked,
            Aliases = told is { } alias && alias != asked ? [alias] : [],
            Events = [.. events.Select(printed => Event(printed, asked, shipment, way))],
            Snapshot = Whole(shipment, asked, wire, way),
        };
    }

    private TrackingEvent Event(JsonElement printed, TrackingNumber number, JsonElement shipment, Way way)
    {
        var code = printed.Label("code");
        var wording = printed.Text("label");
        var country = way.CountryOf(printed);
        var clock = Clock(printed.Label("date"), code, country);
        var pickup = code is "AG1" ? shipment.Label("removalPoint", "name") ?? shipment.Label("contextData", "removalPoint", "name") : null;
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = PlainText.FromHtml(wording, PlainText.Wording),
                Language = "fr",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
            },
            Read = Codes.Read(code, Context(code, wording, country, way)) with { Time = clock.Time, Place = Places.Of(facility: pickup, country: country) },
        };
    }

    /// <summary>Tells apart what one code means: customs of the sender's country and of the recipient's, preparing for the round and being on it.</summary>
    private static string? Context(string? code, string? wording, string? country, Way way) => code switch
    {
        "DO1" or "DO2" or "DO3" => country is not null && country == way.Origin && country != way.Destination ? "export" : null,
        "MD2" => wording is not null && AtSite().IsMatch(wording) ? "site" : null,
        _ => null,
    };

    /// <summary>
    /// La Poste prints every clock with the offset of Paris, also those that a foreign post told in its own: a delivery in Brazil at 09:38+01:00 would be one before dawn.
    /// Inferred from recorded answers: the wall clock abroad is the country's. In transit, where the country is not said, no offset is earned.
    /// </summary>
    private static ClockReading Clock(string? printed, string? code, string? country)
    {
        if (code is "ET4")
            return Clocks.Unplaced(printed);
        var stated = Clocks.Stated(printed).OrAssumed(DateTimeZoneProviders.Tzdb["Europe/Paris"]);
        if (country is null or Home or "MC" || stated.Time is not { Offset: { } paris })
            return stated;
        var abroad = Clocks.Unplaced(printed).OrAssumedIn(country);
        return abroad.Time?.Offset == paris ? stated : abroad;
    }

    private static Snapshot Whole(JsonElement shipment, TrackingNumber number, Wire wire, Way way) => new()
    {
        Source = Id,
        Number = number,
        ReceivedAt = wire.ReceivedAt,
        Service = shipment.Label("product"),
        Origin = way.Origin,
        Destination = way.Destination,
        // After the end the estimate is only the day of the end again.
        Edd = shipment.Flag("isFinal") is not true && Clocks.Parse(shipment.Label("estimDate"))?.Local.Date is { } day ? new Edd(day, day) : null,
        Next = Partner(shipment) is { } partner && partner != number ? [new NextNumber(null, partner, way.Origin is null or Home ? LegRole.LastMile : LegRole.FirstMile)] : [],
    };

    private static TrackingNumber? Partner(JsonElement shipment) => shipment.TrackingNumber("contextData", "partner", "reference");

    /// <summary>Where a shipment goes, and in which country each of its events lies, as far as the codes tell.</summary>
    private sealed class Way
    {
        private readonly LocalDateTime? _arrival;

        public Way(JsonElement shipment, List<JsonElement> events)
        {
            Origin = CountryZones.Find(shipment.Label("contextData", "originCountry"));
            Destination = CountryZones.Find(shipment.Label("contextData", "arrivalCountry"));
            _arrival = events.Where(printed => printed.Label("code") is "ET3").Select(LocalOf).Min();
        }

        public string? Origin { get; }
        public string? Destination { get; }

        /// <summary>Null within one country, and where the codes do not tell.</summary>
        public string? CountryOf(JsonElement printed)
        {
            if (Origin == Destination)
                return null;
            switch (printed.Label("code"))
            {
                case "PC2" or "ET2" or "DI2":
                    return Origin;
                case "ET3":
                    return Destination;
                case "DR1" or "DR2" or "ET4":
                    return null;
            }
            if (_arrival is { } arrival && LocalOf(printed) is { } local)
                return local >= arrival ? Destination : Origin;
            return printed.Label("code") is "DI0" or "DI1" or "MD2" or "AG1" or "ND1" or "EP1" ? Destination : Origin is Home ? Home : null;
        }

        private static LocalDateTime? LocalOf(JsonElement printed) => Clocks.Parse(printed.Label("date"))?.Local;
    }

    [GeneratedRegex("^[A-WYZ][A-Z][0-9]{9}FR$", RegexOptions.NonBacktracking)]
    private static partial Regex UpuFromFr();

    [GeneratedRegex("^[0-9][A-Z][0-9]{11}$", RegexOptions.NonBacktracking)]
    private static partial Regex Colissimo();

    [GeneratedRegex("^8[0-9]{14}$", RegexOptions.NonBacktracking)]
    private static partial Regex LetterMail();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}[A-Z]{2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Upu();

    [GeneratedRegex("site de livraison|site de distribution|pr\u00E9parons", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex AtSite();
}
