using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Gls;

/// <summary>GLS Group Track and Trace v1. The JSON of its old web page reads as retired.</summary>
public sealed partial class GlsCarrier : Carrier
{
    public static readonly CarrierId Id = new("gls");

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "GLS",
        Countries = ["DE", "AT", "BE", "CH", "CZ", "DK", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LU", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK"],
        BaseAddress = new("https://api.gls-group.net/"),
        Needs = ["ClientId", "ClientSecret"],
        OAuth = new("oauth2/v1/token", OAuthStyle.Form),
        BatchSize = 10,
        Spacing = Duration.FromSeconds(1),
        TellsFullHistory = true,
        Clock = "offset printed, without a colon",
        TrackingPage = "https://gls-group.eu/EU/en/parcel-tracking?match={number}",
        Numbers =
        [
            new(WithCheckDigit(), "12 digits of GLS with their check digit", 0.55, number => CheckDigits.IsGls(number.Value)),
            new(UnitNumber(), "11 digits, as GLS numbers its parcels", 0.35),
            new(TrackId(), "8 letters and digits, as GLS's track ids are", 0.25),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"track-and-trace-v1/tracking/simple/trackids/{string.Join(',', batch.Numbers.Select(asked => Uri.EscapeDataString(asked.Number.Value)))}?showEvents=true")
        {
            Headers = { Authorization = new("Bearer", batch.AccessToken), Accept = { new("application/json") }, AcceptLanguage = { new("en") } },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.At("tuStatus").IsSaid())
            return new CarrierReply.Unreadable("retired format");
        if (root.At("parcels").ValueKind != JsonValueKind.Undefined)
        {
            var parcels = root.Objects("parcels").ToList();
            var results = parcels.Select(parcel => One(parcel, wire, parcels.Count == 1)).ToList();
            return new CarrierReply.Answered([.. results, .. wire.LeftOut(results)]);
        }
        if (root.At("fault").IsSaid())
            return Fault(root.At("fault"), wire);
        if (root.At("title").IsSaid() || root.At("detail").IsSaid())
            return Problem(root, wire);
        return root.At("eventsCodes").IsSaid() ? new CarrierReply.Acknowledged("event codes")
            : root.At("parcelshopDelivery").IsSaid() ? new CarrierReply.Acknowledged("delivery information")
            : new CarrierReply.Unreadable("neither parcels nor a fault");
    }

    /// <summary>The gateway's error: <c>steps.jwt.TokenExpired</c>, <c>policies.ratelimit.QuotaViolation</c>.</summary>
    private static CarrierReply Fault(JsonElement fault, Wire wire)
    {
        var code = fault.Label("detail", "errorcode") ?? "";
        var why = string.Join(": ", ((string?[])[code, fault.Text("faultstring")]).Where(said => !string.IsNullOrEmpty(said)));
        return code.Contains("ratelimit", StringComparison.OrdinalIgnoreCase) || code.Contains("quota", StringComparison.OrdinalIgnoreCase) || code.Contains("spikearrest", StringComparison.OrdinalIgnoreCase)
                ? new CarrierReply.Throttled(null, why)
            : code.Contains("jwt", StringComparison.OrdinalIgnoreCase) || code.Contains("oauth", StringComparison.OrdinalIgnoreCase) || code.Contains("apikey", StringComparison.OrdinalIgnoreCase)
                ? new CarrierReply.Refused(why)
            : wire.Inconclusive(why);
    }

    /// <summary>An RFC 7807 body: what was wrong with the call, not with a parcel, unless nothing was found.</summary>
    private static CarrierReply Problem(JsonElement root, Wire wire)
    {
        var why = string.Join(": ", ((string?[])[root.Label("title"), root.Text("detail")]).OfType<string>());
        return (root.Whole("status") ?? wire.Status) switch
        {
            404 => wire.NotFound(why),
            401 or 403 => new CarrierReply.Refused(why),
            429 => new CarrierReply.Throttled(null, why),
            >= 500 and <= 599 => new CarrierReply.Unreachable(why),
            _ => wire.Inconclusive(why),
        };
    }

    private NumberResult One(JsonElement parcel, Wire wire, bool alone)
    {
        var (requested, unit) = (parcel.TrackingNumber("requested"), parcel.TrackingNumber("unitno"));
        var number = wire.NumberFor(requested ?? unit, alone);
        var error = parcel.Label("errorCode");
        var printed = parcel.Objects("events").ToList();
        if (number is not { } asked || (printed.Count == 0 && !parcel.At("status").IsSaid()))
        {
            return new NumberResult
            {
                Number = number,
                Outcome = error switch { not null when error.StartsWith("E_404", StringComparison.Ordinal) => NumberOutcome.NotFound, not null when Denied().IsMatch(error) => NumberOutcome.Refused, _ => NumberOutcome.Inconclusive },
                Why = string.Join(": ", ((string?[])[error, parcel.Text("errorMessage")]).OfType<string>()) is { Length: > 0 } why ? why : "neither an event nor a status",
            };
        }
        return new NumberResult
        {
            Number = asked,
            Outcome = NumberOutcome.Tracked,
            Events = printed.Count > 0 ? [.. printed.Select(one => Event(one, asked))] : [Status(parcel, asked)],
            Aliases = [.. ((TrackingNumber?[])[requested, unit]).OfType<TrackingNumber>().Where(alias => alias != asked).Distinct()],
            Snapshot = new Snapshot { Source = Id, Number = asked, ReceivedAt = wire.ReceivedAt },
        };
    }

    private TrackingEvent Event(JsonElement printed, TrackingNumber number)
    {
        var clock = Clocks.Stated(printed.Label("eventDateTime"));
        var (city, postcode, country) = (printed.Label("city"), printed.Label("postalCode"), printed.Label("country"));
        var (code, wording) = (printed.Label("code"), printed.Text("description"));
        var place = Places.Of(city, null, postcode, country);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = wording,
                Language = "en",
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = PlainText.Clean(string.Join(", ", ((string?[])[city, postcode, country]).OfType<string>()), PlainText.Label),
            },
            Read = Meaning(code, wording) with { Time = clock.OrPlace(place).Time, Place = place },
        };
    }

    /// <summary>Where an answer tells no events, its status stands for the newest.</summary>
    private TrackingEvent Status(JsonElement parcel, TrackingNumber number)
    {
        var clock = Clocks.Stated(parcel.Label("statusDateTime"));
        var status = parcel.Label("status");
        return new TrackingEvent
        {
            Said = new Statement { Source = Id, Number = number, Code = status, Clock = clock.Printed, WallClock = clock.WallClock },
            Read = Codes.Read(status) with { Time = clock.Time },
        };
    }

    /// <summary>The codes are pairs with a full stop between, and GLS lets one ask for their list: those that ours lacks are read by their words.</summary>
    private Reading Meaning(string? code, string? wording)
    {
        var parts = code?.Split('.', 2);
        return (parts is [var kind, var detail] ? Codes.ReadExactly(kind, detail) : null) ?? Codes.ReadPhrase(wording);
    }

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.NonBacktracking)]
    private static partial Regex WithCheckDigit();

    [GeneratedRegex("^[0-9]{11}$", RegexOptions.NonBacktracking)]
    private static partial Regex UnitNumber();

    [GeneratedRegex("^[0-9A-Z]{8}$", RegexOptions.NonBacktracking)]
    private static partial Regex TrackId();

    [GeneratedRegex("^E_40[13]", RegexOptions.NonBacktracking)]
    private static partial Regex Denied();
}
