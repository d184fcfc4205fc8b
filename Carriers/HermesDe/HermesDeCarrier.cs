using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.HermesDe;

/// <summary>Hermes Germany, shipment information of HSI.</summary>
public sealed partial class HermesDeCarrier : Carrier
{
    public static readonly CarrierId Id = new("hermes-de");

    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Hermes Germany",
        Countries = ["DE", "AT"],
        BaseAddress = new("https://de-api.hermesworld.com/"),
        Needs = ["ClientId", "ClientSecret", "User", "Password"],
        TokenAddress = new("https://authme.myhermes.de/"),
        OAuth = new("authorization-facade/oauth2/access_token", OAuthStyle.Own),
        BatchSize = 100,
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "offset printed; without one Berlin time assumed",
        TrackingPage = "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{number}",
        Numbers =
        [
            new(WithLetter(), "H and 19 or 20 digits of Hermes Germany", 0.9),
            new(Fourteen(), "14 digits, as Hermes Germany numbers its parcels", 0.35),
        ],
    };

    /// <summary>A resource owner's password grant, from another host than the answers: the account's own user beside the client. [T]</summary>
    public override HttpRequestMessage AskToken(Account account) => new(HttpMethod.Post, Profile.OAuth!.Path)
    {
        Headers = { Accept = { new("application/json") } },
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["client_id"] = account["ClientId"],
            ["client_secret"] = account["ClientSecret"],
            ["username"] = account["User"],
            ["password"] = account["Password"],
        }),
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"services/hsi/shipmentinfo?{string.Join('&', batch.Numbers.Select(asked => $"shipmentID={Uri.EscapeDataString(asked.Number.Value)}"))}")
        {
            Headers = { Authorization = new("Bearer", batch.AccessToken), Accept = { new("application/json") }, AcceptLanguage = { new("EN") } },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.At("shipmentinfo").ValueKind == JsonValueKind.Undefined)
            return Failure(root, wire);
        var parcels = root.Objects("shipmentinfo").ToList();
        var results = parcels.Select(parcel => One(parcel, wire, parcels.Count == 1)).ToList();
        return new CarrierReply.Answered([.. results, .. wire.LeftOut(results)]);
    }

    private static CarrierReply Failure(JsonElement root, Wire wire)
    {
        var error = root.Objects("listOfResultCodes").Concat(root.Objects("errors")).FirstOrDefault();
        var code = error.Label("code") ?? root.Label("error") ?? root.Label("code");
        var words = error.Text("message") ?? root.Text("error_description") ?? root.Text("message");
        if (code is null && words is null)
            return new CarrierReply.Unreadable("neither shipmentinfo nor an error");
        var why = string.Join(": ", ((string?[])[code, words]).OfType<string>());
        return Denied().IsMatch(why) ? new CarrierReply.Refused(why) : code is "e001" ? wire.NotFound(why) : wire.Inconclusive(why);
    }

    private NumberResult One(JsonElement parcel, Wire wire, bool alone)
    {
        var told = parcel.TrackingNumber("shipmentID");
        var printed = parcel.Objects("status").ToList();
        if (wire.NumberFor(told, alone) is not { } number || printed.Count == 0)
        {
            var (code, words) = (parcel.Label("result", "code"), parcel.Text("result", "message"));
            return new NumberResult
            {
                Number = wire.NumberFor(told, alone),
                Outcome = code is "e001" or "E001" || (words is not null && NoInformation().IsMatch(words)) ? NumberOutcome.NotFound : NumberOutcome.Inconclusive,
                Why = string.Join(": ", ((string?[])[code, words]).OfType<string>()) is { Length: > 0 } why ? why : "no status",
            };
        }
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            // Oldest first on the wire.
            Events = [.. printed.Select(one => Event(one, number)).Reverse()],
            Aliases = told is { } alias && alias != number ? [alias] : [],
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Destination = CountryOf(parcel.Label("receiverAddress", "countryCode")),
                Edd = Clocks.Parse(parcel.Label("deliveryForecast", "date"))?.Local.Date is { } day ? new Edd(day, day) : null,
            },
        };
    }

    private TrackingEvent Event(JsonElement printed, TrackingNumber number)
    {
        var clock = Clocks.Stated(printed.Label("timestamp")).OrAssumed(Berlin);
        var unit = printed.At("scanningUnit");
        var (name, city, country) = (unit.Label("name"), unit.Label("city"), unit.Label("countryCode"));
        var code = printed.Label("code")?.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = printed.Text("description"),
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = PlainText.Clean(string.Join(", ", ((string?[])[name, city, country]).OfType<string>()), PlainText.Label),
            },
            Read = Codes.Read(code) with { Time = clock.Time, Place = Places.Of(city, country: CountryOf(country) ?? country, facility: name) },
        };
    }

    /// <summary>Hermes names countries by three letters.</summary>
    private static string? CountryOf(string? said) => said?.ToUpperInvariant() switch
    {
        "DEU" => "DE", "AUT" => "AT", "CHE" => "CH", "NLD" => "NL", "BEL" => "BE", "LUX" => "LU", "FRA" => "FR", "GBR" => "GB", "ITA" => "IT", "ESP" => "ES", "PRT" => "PT", "POL" => "PL", "CZE" => "CZ",
        "DNK" => "DK", "SWE" => "SE", "FIN" => "FI", "HUN" => "HU", "SVK" => "SK", "SVN" => "SI", "IRL" => "IE", "HRV" => "HR", "ROU" => "RO", "BGR" => "BG", "GRC" => "GR", "LTU" => "LT", "LVA" => "LV", "EST" => "EE",
        { Length: 2 } => CountryZones.Find(said),
        _ => null,
    };

    [GeneratedRegex("^H[0-9]{19,20}$", RegexOptions.NonBacktracking)]
    private static partial Regex WithLetter();

    [GeneratedRegex("^[0-9]{14}$", RegexOptions.NonBacktracking)]
    private static partial Regex Fourteen();

    [GeneratedRegex("no information|not found|keine informationen|nicht gefunden|unknown", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex NoInformation();

    [GeneratedRegex("unauthori[sz]ed|invalid_(?:token|grant|client)|forbidden|credential", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Denied();
}
