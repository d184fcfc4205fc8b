using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Cainiao;

/// <summary>
/// Cainiao Global, as its tracking page asks for it: an undocumented endpoint whose terms are not known, so it is polled only where its address is configured, and sparingly.
/// </summary>
public sealed partial class CainiaoCarrier : Carrier
{
    public static readonly CarrierId Id = new("cainiao");

    /// <summary>The epochs beside the clocks are those clocks read as if they were Beijing's, wherever they are: of use for a day at most.</summary>
    private static readonly Offset Beijing = Offset.FromHours(8);

    public override CarrierProfile Profile { get; } = new()
    {
        Id = Id,
        Name = "Cainiao",
        OffBecause = "its web endpoint is not documented, and whether Cainiao allows programs to ask it is not known; set Carriers:cainiao:BaseAddress if you may",
        Clock = "zone printed in its own field; the last mile outside China under a label of China: assumed zone of the destination",
        BatchSize = 10,
        Spacing = Duration.FromSeconds(10),
        TellsFullHistory = true,
        TrackingPage = "https://global.cainiao.com/newDetail.htm?mailNoList={number}&lang=en-US",
        Numbers =
        [
            new(Logistics(), "Cainiao logistics number", 0.95),
            new(LastMile(), "Cainiao number of the last mile in Spain and Portugal", 0.9),
            new(FromChina(), "S10 issued by China, which Cainiao sends with", 0.6, number => S10.Find(number) is not null),
            new(FromPartner(), "S10 of a post that Cainiao sends with", 0.35, number => S10.Find(number) is not null),
        ],
    };

    public override HttpRequestMessage Ask(AskBatch batch) =>
        new(HttpMethod.Get, $"global/detail.json?mailNos={string.Join(',', batch.Numbers.Select(asked => Uri.EscapeDataString(asked.Number.Value)))}&lang=en-US&language=en-US")
        {
            Headers = { Accept = { new("application/json") } },
        };

    protected override CarrierReply ReadBody(Wire wire)
    {
        var root = WireJson.Parse(wire.Body);
        if (root.ValueKind != JsonValueKind.Object)
            return new CarrierReply.Unreadable("not an object");
        // Alibaba's guard against robots answers 200 with this key and the address of a puzzle.
        if (root.EnumerateObject().Any(property => property.Name.StartsWith("rgv587_flag", StringComparison.Ordinal)))
            return new CarrierReply.Throttled(null, "asked to prove that we are no robot");
        var modules = root.Objects("module").Where(module => module.Label("mailNo") is not null || module.At("detailList").ValueKind == JsonValueKind.Array).ToList();
        if (modules.Count == 0 && root.Flag("success") is null && root.Label("errorCode") is null)
            return new CarrierReply.Unreadable("neither module nor success");

        var results = modules.Select(module => One(module, wire)).ToList();
        var answered = results.Select(result => result.Number).ToHashSet();
        // It tells with an empty list that it knows of none of them; a list that leaves one out tells nothing of it.
        if (results.Count == 0 && root.Flag("success") is true && root.At("module").ValueKind == JsonValueKind.Array)
        {
            return new CarrierReply.Answered([.. wire.Asked.Select(asked => (TrackingNumber?)asked).DefaultIfEmpty()
                .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.NotFound, Why = "an empty list" })]);
        }
        results.AddRange(wire.Asked.Where(asked => !answered.Contains(asked))
            .Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "the answer leaves this number out" }));
        return new CarrierReply.Answered(results)
        {
            Problems = root.Flag("success") is false ? [$"success: false {root.Label("errorCode")} {root.Text("errorMsg")}".TrimEnd()] : [],
        };
    }

    private NumberResult One(JsonElement module, Wire wire)
    {
        if ((module.TrackingNumber("mailNo") ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null)) is not { } number)
            return new NumberResult { Outcome = NumberOutcome.Inconclusive, Why = "a module without a number" };
        var destination = CountryNames.Find(module.Label("destCountry"));
        var scans = module.Objects("detailList").ToList();
        // The newest scan is told beside the list too, and alone where the list is not.
        var isHistory = scans.Count > 0;
        if (!isHistory && new[] { module.At("latestTrace"), module.At("globalCombinedLogisticsTraceDTO") }.FirstOrDefault(IsScan) is { ValueKind: JsonValueKind.Object } latest)
            scans.Add(latest);
        var events = scans.Select(detail => Scan(detail, number, destination)).DistinctBy(told => told.Key).ToList();
        var next = Next(module, number);
        // A number it knows of but has not scanned names its shop or its way; one it never heard of is EXTERNAL and nothing else.
        if (events.Count == 0 && module.Label("status") is null && destination is null && next is null)
            return new NumberResult { Number = number, Outcome = NumberOutcome.NotFound, Why = "an empty list" };
        return new NumberResult
        {
            Number = number,
            Outcome = NumberOutcome.Tracked,
            IsWhole = isHistory || events.Count == 0,
            Events = events,
            Why = events.Count == 0 ? "known, not scanned yet" : null,
            Snapshot = new Snapshot
            {
                Source = Id,
                Number = number,
                ReceivedAt = wire.ReceivedAt,
                Origin = CountryNames.Find(module.Label("originCountry")),
                Destination = destination,
                Edd = Estimate(module.At("globalEtaInfo")),
                Next = next is { } on ? [on] : [],
            },
        };
    }

    private static bool IsScan(JsonElement told) => told.ValueKind == JsonValueKind.Object && (told.Label("actionCode") ?? told.Text("desc") ?? told.Text("standerdDesc")) is not null;

    private TrackingEvent Scan(JsonElement detail, TrackingNumber number, string? destination)
    {
        var code = detail.Label("actionCode")?.Replace(' ', '_').ToUpperInvariant();
        var (words, standard) = (detail.Text("desc"), detail.Text("standerdDesc"));
        var clock = Clock(code, detail.Label("timeStr"), detail.Label("timeZone"), destination);
        var printed = Bracketed(standard) ?? Bracketed(words);
        return new TrackingEvent
        {
            Said = new Statement
            {
                Source = Id,
                Number = number,
                Code = code,
                Wording = words ?? standard,
                Language = LanguageOf(words ?? standard),
                Clock = clock.Printed,
                WallClock = clock.WallClock,
                PlaceSaid = printed,
            },
            Read = Meaning(code, Context(code, detail.Label("group", "nodeCode"), destination)) with { Time = clock.Time, Place = PlaceOf(printed) },
        };
    }

    private Reading Meaning(string? code, string? context) =>
        code is null ? Codes.Read(null) with { Mapping = "left out: no action code was said" } : Codes.Read(code, context);

    /// <summary>
    /// The clock is local and the zone beside it is meant, but for the last mile outside China: scans there come labelled as Beijing's. Then the destination's zone is assumed where
    /// it has one, and else none.
    /// </summary>
    private static ClockReading Clock(string? code, string? clock, string? zone, string? destination)
    {
        var stated = Clocks.Stated(clock, zone);
        if (stated.Time is not { Basis: TimeBasis.Stated } time || time.Offset != Beijing || code is null || !IsLastMile(code) || destination is null or "CN")
            return stated;
        return CountryZones.FindOffset(destination, time.Local) switch
        {
            { } offset when offset == Beijing => stated,
            { } offset => stated with { Time = EventTime.InZone(time.Local, DateTimeZone.ForOffset(offset), TimeBasis.Assumed) },
            null => stated with { Time = EventTime.Unplaced(time.Local) },
        };
    }

    // OE is the office of exchange, ASN the announcement: both come from the origin too.
    private static bool IsLastMile(string code) =>
        (code.StartsWith("GTMS_", StringComparison.Ordinal) && !code.StartsWith("GTMS_OE_", StringComparison.Ordinal) && code != "GTMS_ASN") || code.StartsWith("GSTA", StringComparison.Ordinal);

    /// <summary>What decides a code of two meanings: the side of the border for customs, and whether a signature inside China is the buyer's.</summary>
    private static string? Context(string? code, string? node, string? destination) => code switch
    {
        null => null,
        _ when code.StartsWith("CC_HO_", StringComparison.Ordinal) => node is null ? null : node.Contains("_EX_", StringComparison.Ordinal) ? "EX" : node.Contains("_IM_", StringComparison.Ordinal) ? "IM" : null,
        _ => destination,
    };

    /// <summary>The hand-over: <c>copyRealMailNo</c> holds the number alone, <c>realMailNo</c> with words before it.</summary>
    private static NextNumber? Next(JsonElement module, TrackingNumber own)
    {
        var number = module.TrackingNumber("copyRealMailNo") ?? TrackingNumber.Find(Number().Matches(module.Label("realMailNo") ?? "").LastOrDefault()?.Value);
        return number is { } next && next != own ? new NextNumber(Partners.Find(module.Label("destCpInfo", "cpCode") ?? module.Label("destCpInfo", "cpName"), next), next, LegRole.LastMile) : null;
    }

    private static Edd? Estimate(JsonElement estimate) =>
        (Day(estimate.Whole("deliveryMinTime")), Day(estimate.Whole("deliveryMaxTime"))) switch
        {
            ({ } from, { } to) when from <= to => new Edd(from, to),
            ({ } from, null) => new Edd(from, from),
            (null, { } to) => new Edd(to, to),
            _ => null,
        };

    private static LocalDate? Day(long? milliseconds) =>
        milliseconds is > 946_684_800_000 and < 4_102_444_800_000 ? Instant.FromUnixTimeMilliseconds(milliseconds.Value).WithOffset(Beijing).Date : null;

    /// <summary>The place, which is only told in brackets before the words: <c>[Xiaoshan District] Departed …</c>, <c>【杭州市】…</c>, <c>[IL,Tel Aviv] …</c>.</summary>
    private static string? Bracketed(string? words) =>
        words is not null && Brackets().Match(words) is { Success: true } match ? PlainText.Clean(match.Groups["place"].Value, PlainText.Label) : null;

    private static Place? PlaceOf(string? printed) => printed is null ? null
        : printed.IndexOf(',') is var comma && comma == 2 && CountryZones.Find(printed[..comma]) is { } country && PlainText.Clean(printed[(comma + 1)..], PlainText.Label) is { } rest
            ? new Place { Text = rest, Country = country }
            : new Place { Text = printed };

    private static string? LanguageOf(string? words) => words is null ? null
        : words.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh"
        : words.All(char.IsAscii) ? "en"
        : null;

    [GeneratedRegex("[A-Z0-9]{8,40}", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex("^(?:\\[(?<place>[^\\]]{1,200})\\]|【(?<place>[^】]{1,200})】)", RegexOptions.NonBacktracking)]
    private static partial Regex Brackets();

    [GeneratedRegex("^LP00[0-9]{9,14}$", RegexOptions.NonBacktracking)]
    private static partial Regex Logistics();

    [GeneratedRegex("^CN(?:ESP|PRT)[0-9]{20}$", RegexOptions.NonBacktracking)]
    private static partial Regex LastMile();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}CN$", RegexOptions.NonBacktracking)]
    private static partial Regex FromChina();

    [GeneratedRegex("^[A-Z]{2}[0-9]{9}(?:EE|CH)$", RegexOptions.NonBacktracking)]
    private static partial Regex FromPartner();
}
