using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Landmark;

/// <summary>
/// Landmark Global's Track.php: XML both ways, the credentials in the body. One parcel has three numbers: Landmark's own, that of the carrier which delivers it, and the sender's reference.
/// </summary>
public sealed partial class LandmarkCarrier : Carrier
{
    public static readonly CarrierId Id = new("landmark");

    private static readonly CarrierNames EndCarriers = CarrierNames.Of(typeof(LandmarkCarrier));

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Landmark Global",
        BaseAddress = new("https://api.landmarkglobal.com/"),
        Needs = ["Username", "Password", "ClientId"],
        BatchSize = 1,
        TellsFullHistory = true,
        Clock = "zone of the place, else none",
        TrackingPage = "https://mercury.landmarkglobal.com/tracking/track.php?trck={number}",
        Numbers = [new(Own(), "Landmark tracking number", 0.95)],
    };

    public override HttpRequestMessage Ask(AskBatch batch) => new(HttpMethod.Post, "v2/Track.php")
    {
        // Without Historical it tells the last event alone.
        Content = new StringContent(new XDeclaration("1.0", "utf-8", null) + new XElement("TrackRequest",
            new XElement("Login", new XElement("Username", batch.Account["Username"]), new XElement("Password", batch.Account["Password"])),
            new XElement("Test", "false"),
            new XElement("ClientID", batch.Account["ClientId"]),
            new XElement("TrackingNumber", batch.Numbers[0].Number.Value),
            new XElement("RetrievalType", "Historical")).ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml"),
    };

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireXml.Parse(wire.Body);
        if (!root.IsNamed("TrackResponse"))
            return new CarrierReply.Unreadable("no TrackResponse");
        var packages = root.Items("Result", "Packages", "Package").ToList();
        var errors = root.Items("Errors", "Error").Concat(root.Items("Result", "Errors", "Error")).ToList();
        if (packages.Count == 0)
            return Failure(errors, root.Text("Result", "ResultMessage"), wire);
        var details = root.At("Result", "ShipmentDetails");
        return new CarrierReply.Answered([.. packages.Select(package => One(package, details, wire))])
        {
            Problems = [.. errors.Select(Why)],
        };
    }

    private static string Why(XElement error) => $"{error.Label("ErrorCode")} {error.Text("ErrorMessage")}".Trim();

    /// <summary>Errors instead of packages: about the login, about the number, or about the call. Their codes are words of one or two parts; which there are is only known in part.</summary>
    private static CarrierReply Failure(List<XElement> errors, string? message, Wire wire)
    {
        var why = errors.Count > 0 ? string.Join("; ", errors.Select(Why)) : message;
        if (errors.Any(error => error.Label("ErrorCode") is { } code && AboutAccess().IsMatch(code)) || why is not null && WrongLogin().IsMatch(why))
            return new CarrierReply.Refused(why!);
        if (why is not null && TooMany().IsMatch(why))
            return new CarrierReply.Throttled(null, why);
        if (why is not null && SystemDown().IsMatch(why))
            return new CarrierReply.Unreachable(why);
        return why is null || Unknown().IsMatch(why)
            ? new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why ?? "no package" }])
            : new CarrierReply.Answered([new NumberResult { Number = wire.Asked is [var asked] ? asked : null, Outcome = NumberOutcome.Inconclusive, Why = why }]);
    }

    private NumberResult One(XElement package, XElement? details, Wire wire)
    {
        var own = TrackingNumber.FindPrinted(package.Label("LandmarkTrackingNumber"));
        var last = TrackingNumber.FindPrinted(package.Label("TrackingNumber"));
        var reference = package.TrackingNumber("PackageReference");
        TrackingNumber?[] names = [own, last, reference];
        // Whatever it was asked by stays its name.
        if ((wire.Asked.Where(asked => names.Contains(asked)).Select(asked => (TrackingNumber?)asked).FirstOrDefault() ?? own ?? last ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a package without a number" };
        var aliases = names.OfType<TrackingNumber>().Where(name => name != number && name.Value.Length >= 4).Distinct().ToList();
        List<TrackingEvent> events = [.. package.Items("Events", "Event").Select(told => Event(told, number)).DistinctBy(told => told.Key)];
        if (events is [{ Read.Time: { } first }, .., { Read.Time: { } newest }] && first.Local < newest.Local)
            events.Reverse(); // nearly all answers tell the oldest first
        var carrier = EndCarriers.Find(package.Label("EndDeliveryCarrier") ?? details.Label("EndDeliveryCarrier"));
        return new NumberResult
        {
            Number = number,
            Outcome = events.Count > 0 ? NumberOutcome.Tracked : NumberOutcome.NotFound,
            Why = events.Count > 0 ? null : "no events",
            Aliases = aliases,
            Events = events,
            Snapshot = events.Count == 0 ? null : new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Next = last is { Value.Length: >= 4 } next && next != own && next != number && !Own().IsMatch(next.Value) && !next.Value.StartsWith("LTN", StringComparison.Ordinal)
                    ? [new NextNumber(carrier, next, LegRole.LastMile)] : [],
            },
        };
    }

    private TrackingEvent Event(XElement told, TrackingNumber number)
    {
        var (code, words, location) = (told.Label("EventCode"), told.Text("Status"), told.Label("Location"));
        var place = PlaceOf(location);
        var clock = Clock(told.Label("DateTime")).OrPlace(place);
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
                PlaceSaid = location,
            },
            Read = Meaning(code, words) with { Time = clock.Time, Place = place },
        };
    }

    /// <summary>
    /// One code stands for many scans, customs' papers and their release among them: where the words are known they decide, else the code. Older answers have no codes.
    /// </summary>
    private Reading Meaning(string? code, string? words)
    {
        var said = Codes.ReadPhrase(words);
        return said.Mapping != "unknown" || code is null ? said : Codes.Read(code);
    }

    /// <summary>Offset-less, in one of two forms: <c>2025-10-27 05:48:01</c> and <c>10/01/2025 08:00 AM</c>, where 12 AM is midnight.</summary>
    private static ClockReading Clock(string? printed)
    {
        var match = American().Match(printed ?? "");
        if (!match.Success)
            return Clocks.Unplaced(printed);
        var hour = int.Parse(match.Groups["h"].Value, CultureInfo.InvariantCulture);
        if (match.Groups["half"].Success && hour is >= 1 and <= 12)
            hour = hour % 12 + (match.Groups["half"].Value.StartsWith('P') || match.Groups["half"].Value.StartsWith('p') ? 12 : 0);
        var seconds = match.Groups["s"].Success ? match.Groups["s"].Value : "00";
        return Clocks.Unplaced($"{match.Groups["y"].Value}-{match.Groups["m"].Value}-{match.Groups["d"].Value}T{hour:00}:{match.Groups["min"].Value}:{seconds}") with { Printed = PlainText.Clean(printed, PlainText.Label)! };
    }

    /// <summary>
    /// A location as printed: <c>Los Angeles, CA, US</c>, <c>Toronto, ON</c>, <c>Feltham, SRY</c>, <c>Berlin, DE</c>. Two letters behind a town can be a country, or a state of the United States or
    /// Canada: where they can be several, the country stays unknown.
    /// </summary>
    private static Place? PlaceOf(string? location)
    {
        if (location is null)
            return null;
        var parts = location.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (city, last) = (parts.Length > 0 ? parts[0] : location, parts.Length > 1 ? parts[^1] : null);
        if (last is null)
            return new Place { Text = location, Country = CountryZones.Find(location) };
        if (parts.Length > 2 && CountryZones.Find(last) is { } country)
            return new Place { Text = location, Country = country, Region = parts[^2], City = city };
        string?[] readings =
        [
            CountryZones.Find(last),
            last.Length == 2 && PlaceZones.ZonesOf("US", last).Count > 0 ? "US" : null,
            last.Length == 2 && PlaceZones.ZonesOf("CA", last).Count > 0 ? "CA" : null,
            last.Length == 3 && last.All(char.IsAsciiLetterUpper) ? "GB" : null, // counties of the United Kingdom have three letters in ISO 3166-2 [I]
        ];
        return readings.OfType<string>().Distinct().ToList() switch
        {
            ["US" or "CA" or "GB"] and [var one] when one != CountryZones.Find(last) => new Place { Text = location, Country = one, Region = last, City = city },
            [var one] => new Place { Text = location, Country = one, City = city },
            _ => new Place { Text = location, City = city },
        };
    }

    [GeneratedRegex("^ *(?<m>[0-9]{1,2})/(?<d>[0-9]{1,2})/(?<y>[0-9]{4}) +(?<h>[0-9]{1,2}):(?<min>[0-9]{2})(?::(?<s>[0-9]{2}))? *(?<half>[AaPp]\\.?[Mm]\\.?)? *$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex American();

    [GeneratedRegex("^LTN[0-9]{6,14}N[0-9]{1,2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Own();

    [GeneratedRegex("login|auth|credential|permission|client ?id|account", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AboutAccess();

    [GeneratedRegex("username|password|not authori[sz]ed|unauthori[sz]ed|access denied", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex WrongLogin();

    [GeneratedRegex("too many|rate limit|limit exceeded|throttl", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex TooMany();

    [GeneratedRegex("system (?:error|unavailable)|internal (?:server )?error|temporarily unavailable|try again later", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex SystemDown();

    [GeneratedRegex("not found|not exist|could not (?:be )?f(?:ou|i)nd|no (?:such |matching )?(?:shipment|package|tracking|result|record|event)|cannot find|unable to (?:find|locate)|invalid (?:tracking|package|reference)|unknown (?:tracking|package|shipment)|see errors element", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Unknown();
}
