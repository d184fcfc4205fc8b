using System.Globalization;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Findings.Rules;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs;

namespace Tracking.Portal.Buyer;

/// <summary>One parcel as its buyer sees it: computed whole, so that the page only lays it out.</summary>
public sealed record ParcelPageView
{
    /// <summary>Where it is, in a few words: the one thing to read.</summary>
    public required string Headline { get; init; }

    /// <summary><c>good</c>, <c>calm</c> or <c>warn</c>.</summary>
    public required string Tone { get; init; }
    public required IReadOnlyList<StepView> Steps { get; init; }
    public required PromiseView Promise { get; init; }

    /// <summary>When it was last seen, or that nobody told yet; null once it has arrived.</summary>
    public required string? Now { get; init; }

    /// <summary>What comes next, and when it usually does; null at the end of the way.</summary>
    public required string? Next { get; init; }
    public required TroubleView? Trouble { get; init; }

    /// <summary>How long nothing was told beside how long is usual; null where that says nothing.</summary>
    public required string? Quiet { get; init; }

    /// <summary>That the service stops scanning on the way; null where it tracks to the door.</summary>
    public required string? Until { get; init; }
    public required IReadOnlyList<CarrierView> Carriers { get; init; }

    /// <summary>What of this order is in it, such as <c>2 × Headphones</c>.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<LineView> Lines { get; init; }

    /// <summary>Where it has been; null while no leg between two places is known.</summary>
    public required WayView? Way { get; init; }

    /// <param name="dutyPaid">True where the seller pays duty and tax.</param>
    public static ParcelPageView Of(ParcelView view, OrderParcel? registered, Shop? shop, CarrierPages carriers, Texts texts, Instant now, bool dutyPaid = false)
    {
        var timeline = view.Timeline;
        var last = timeline.Lines.LastOrDefault(line => line is { Moves: true, Milestone: { } milestone } && milestone.StageOf() is not null);
        var trouble = TroubleOf(view, shop, carriers, texts, dutyPaid, now);
        return new()
        {
            Headline = HeadlineOf(timeline, last, texts, now),
            Tone = timeline.Stage is Stage.Delivered ? "good" : trouble is not null || timeline.Stage is Stage.Stopped ? "warn" : "calm",
            Steps = [.. timeline.Steps.Select(step => new StepView(
                step.Step, step.State, texts["Step." + step.Step], texts["State." + step.State], step.At is { } at ? texts.Day(at.Local.Date, now) : null))],
            Promise = PromiseOf(view, last, trouble is not null, shop, carriers, texts, now),
            Now = timeline.Lines.Count == 0 && trouble is not null ? null : NowOf(view, last, carriers, texts, now),
            Next = NextOf(view, texts, now),
            Trouble = trouble,
            Quiet = QuietOf(view, texts, now),
            Until = timeline.Stage is Stage.Delivered or Stage.Returned or Stage.Stopped ? null : UntilOf(view, texts),
            Carriers = [.. view.Legs.Select(state => new CarrierView(
                state.Leg.Carrier.Value is Leg.Undecided ? "" : carriers.NameOf(state.Leg.Carrier), state.Leg.Number.Value, carriers.Find(state.Leg.Carrier, state.Leg.Number)))],
            Items = [.. (registered?.Items ?? []).Select(item => texts["Format.Items", ("quantity", item.Quantity), ("title", item.Title ?? item.Sku)])],
            Lines = [.. timeline.Lines.Reverse().Select(line => LineOf(line, view.Legs.Count > 1, carriers, texts, now))],
            Way = WayOf(timeline, texts, now),
        };
    }

    private static WayView? WayOf(Timeline timeline, Texts texts, Instant now)
    {
        var stops = Map.Way.Of(timeline);
        return Map.Way.Towns(stops) is { Count: > 0 } towns
            ? new([.. from stop in stops where PlaceOf(stop.Place, texts) is not null
                     select new StopView(PlaceOf(stop.Place, texts, whole: true)!, stop.Day is { } day ? texts.Day(day, now) : null, stop.Town is not null)], Map.WayMap.VersionOf(towns))
            : null;
    }

    /// <summary>The city as people write it; null where none was told.</summary>
    private static string? CityOf(Place? place) =>
        (Masking.Of(place?.City) ?? (place?.Country is null || place.Text != place.Country ? Masking.Of(place?.Text) : null)) is { } city ? Calm(city) : null;

    /// <summary>A place as people say it, no finer than the city; with its country where asked: a town can be called Jamaica.</summary>
    private static string? PlaceOf(Place? place, Texts texts, bool whole = false) => (CityOf(place), CountryOf(place, texts)) switch
    {
        ({ } city, { } country) when whole && !city.Contains(country, StringComparison.OrdinalIgnoreCase) => texts["Format.Whole", ("city", city), ("country", country)],
        var (city, country) => city ?? country,
    };

    private static string? CountryOf(Place? place, Texts texts) => place?.Country is { } code ? texts.Country(code) : null;

    /// <summary>A place within a sentence, with its preposition: <c> in Curitiba</c>; empty where none was told.</summary>
    /// <param name="phrase"><c>In</c>, <c>Through</c> or <c>From</c>.</param>
    private static string WhereOf(string phrase, Place? place, Texts texts, bool countryOnly = false, bool whole = false) =>
        place?.Country is { } code && (countryOnly || CityOf(place) is null) ? texts["Place." + phrase, ("kind", "country"), ("place", texts.Articled(code))]
        : PlaceOf(place, texts, whole) is { } said ? texts["Place." + phrase, ("kind", "city"), ("place", said)] : "";

    /// <summary>The words for a line that tells why the parcel waits instead of where it went; null for any other.</summary>
    private static string? DelayOf(TimelineLine line) => line is not { Milestone: Milestone.InTransit or Milestone.HeldAtDepot, Reason: { } reason } ? null
        : reason is Reason.CarrierMissedCutOff ? "Delay.CarrierMissedCutOff" : "Delay.Other";

    private static string HeadlineOf(Timeline timeline, TimelineLine? last, Texts texts, Instant now)
    {
        if (last is null)
            return timeline.Lines.Any(line => !line.Withdrawn && line.Milestone is null) ? texts["Headline.Unknown"] : texts["Headline.None"];
        var milestone = last.Milestone!.Value;
        var own = DelayOf(last) ?? (texts.Has("Headline." + milestone) ? "Headline." + milestone : null);
        var atCustoms = milestone is Milestone.CustomsHeld or Milestone.CustomsPresented or Milestone.ExportHeld;
        var day = last.Time is { } at ? texts.Day(at.Local.Date, now) : null;
        return texts[own ?? "Headline.InTransit",
            ("where", WhereOf(own is not null ? "In" : IsDeparture(milestone) ? "From" : "Through", last.Place, texts, countryOnly: atCustoms)),
            ("on", day is null ? "" : texts["Phrase.On", ("day", day)]),
            ("since", day is null ? "" : texts["Phrase.Since", ("day", day)])];
    }

    private static bool IsDeparture(Milestone milestone) =>
        milestone is Milestone.DepartedOutwardOffice or Milestone.DepartedTransitOffice or Milestone.DepartedInwardOffice or Milestone.DepartedSorting;

    private static string? NowOf(ParcelView view, TimelineLine? last, CarrierPages carriers, Texts texts, Instant now)
    {
        var timeline = view.Timeline;
        if (timeline.Unconfirmed is { } unconfirmed)
            return texts["Now.Unconfirmed", ("milestone", texts["Milestone." + unconfirmed])];
        if (timeline.Lines.Count == 0)
            return view.Legs.FirstOrDefault()?.Leg.Carrier is { Value: not Leg.Undecided } carrier ? texts["Now.None", ("carrier", carriers.NameOf(carrier))] : texts["Now.NoneUndecided"];
        if (timeline.Stage is Stage.Delivered)
            return null;
        var seen = last ?? timeline.Lines[^1];
        var when = seen.Time is { } at ? texts.DayHour(at.Local, at.IsDateOnly, now) : texts["Time.None"];
        // A label is made by writing: nobody has seen the parcel.
        return timeline.Stage is Stage.Label ? texts["Now.Label", ("when", when)] : texts["Now.Seen", ("when", when), ("where", WhereOf("In", seen.Place, texts, whole: true))];
    }

    private static string? UntilOf(ParcelView view, Texts texts) =>
        view.Legs.Count > 0 && view.Legs.All(state => state.Leg.TracksUntil is not null)
            ? texts[view.Legs[^1].Leg.TracksUntil is "border" ? "Page.TracksBorder" : "Page.TracksShort"] : null;

    /// <summary>The silence beside how long it usually is; null where it is short, or where nothing was learned that would not be a guess.</summary>
    private static string? QuietOf(ParcelView view, Texts texts, Instant now) => IsQuiet(view, now, out var days) && UntilOf(view, texts) is null && view.Usual is { } usual
        ? texts["Page.Quiet", ("days", days), ("usual", usual.Days), ("hits", TenthsOf(usual.Chance)), ("of", 10)] : null;

    private static bool IsQuiet(ParcelView view, Instant now, out int days)
    {
        const int Few = 3;
        days = view.Timeline.LastScanAt is { } seen ? (now - seen).Days : 0;
        return view.Timeline.Stage is Stage.Accepted or Stage.InTransit or Stage.Customs or Stage.OutForDelivery && days >= Few;
    }

    /// <summary>What comes next, and by when it usually does, while that day is still to come.</summary>
    private static string? NextOf(ParcelView view, Texts texts, Instant now)
    {
        if (view.Timeline.Stage is Stage.Stopped || view.Timeline.Steps.FirstOrDefault(step => step.State is StepState.Next) is not { } next)
            return null;
        return view.Usual is { } usual && usual.By >= now.InUtc().Date && !IsQuiet(view, now, out _)
            ? texts["Next." + next.Step] + " " + texts["Next.Usual", ("day", texts.LongDay(usual.By, now)), ("hits", TenthsOf(usual.Chance)), ("of", 10)]
            : texts["Next." + next.Step];
    }

    private static int TenthsOf(double chance) => (int)Math.Round(chance * 10);

    private static PromiseView PromiseOf(ParcelView view, TimelineLine? last, bool inTrouble, Shop? shop, CarrierPages carriers, Texts texts, Instant now)
    {
        var timeline = view.Timeline;
        if (timeline.Stage is Stage.Returned or Stage.Stopped)
            return new(texts["Promise.Off"], null);
        if (timeline.Stage is Stage.AtPickup)
            return new(last?.Time is { } since ? texts["Promise.WaitsSince", ("day", texts.LongDay(since.Local.Date, now))] : texts["Promise.Waits"], null);
        if (timeline.Stage is Stage.Delivered && last?.Time is { } at)
            return new(at.IsDateOnly ? texts.LongDay(at.Local.Date, now) : texts["Format.DayHour", ("day", texts.LongDay(at.Local.Date, now)), ("hour", texts.Hour(at.Local))], PlaceOf(last.Place, texts));
        // The day is over only when it is over everywhere.
        var today = now.WithOffset(Offset.FromHours(-12)).Date;
        if (timeline.Edd is { } edd)
            return edd.To < today
                ? new(texts["Promise.Past", ("days", texts.Days(edd.From, edd.To, now))], texts["Promise.PastWhy"], OursOf())
                : new(texts["Promise.Expected", ("days", texts.Days(edd.From, edd.To, now))], timeline.EddBy is { } by ? texts[inTrouble ? "Promise.ByLater" : "Promise.By", ("who", carriers.NameOf(by))] : null, OursOf());
        if (view.Parcel.PromisedBy is { } promised)
            return promised < today
                ? new(texts["Promise.Past", ("days", texts.Day(promised, now))], texts["Promise.PastWhy"], OursOf())
                : new(texts["Promise.Shop", ("day", texts.LongDay(promised, now))], shop is null ? null : texts[inTrouble ? "Promise.ByLater" : "Promise.By", ("who", shop.Name)], OursOf());
        return view.Eta is { } eta ? new(RangeOf("", eta), texts["Range.Right", ("hits", TenthsOf(eta.Chance)), ("of", 10)])
            : new(texts["Promise.None"], texts[view.NoEta switch { NoEta.TooFew => "Range.TooFew", NoEta.TooWide => "Range.TooWide", NoEta.TooLong => "Range.TooLong", _ => "Promise.NoneWhy" }]);

        string? OursOf() => view.Eta is { } ours ? RangeOf("Ours", ours) : null;

        string RangeOf(string kind, Eta range)
        {
            (string, object?)[] rate = [("hits", TenthsOf(range.Chance)), ("of", 10)];
            if (range.From == range.To)
                return kind.Length == 0 ? texts["Range.Day", ("day", texts.LongDay(range.To, now))] : texts["Range.OursDay", [("day", texts.LongDay(range.To, now)), .. rate]];
            var (from, to) = texts.Between(range.From, range.To);
            return kind.Length == 0 ? texts["Range.Between", ("from", from), ("to", to)] : texts["Range.Ours", [("from", from), ("to", to), .. rate]];
        }
    }

    private static TroubleView? TroubleOf(ParcelView view, Shop? shop, CarrierPages carriers, Texts texts, bool dutyPaid, Instant now)
    {
        if (view.Timeline.Stage is Stage.Delivered && view.Findings.All(finding => finding.Kind is not (FindingKind.DeliveredElsewhere or FindingKind.DeclaredDamaged) && !IsNotArrived(finding)))
            return null;
        foreach (var finding in view.Findings.Where(finding => finding.Severity is not Severity.Watch).OrderBy(IsExplained))
        {
            var seller = ("shop", (object?)(shop?.Name ?? texts["Way.Seller"]));
            var key = KeyOf(finding, view.Timeline, dutyPaid);
            var door = HelpsThere(key) ? DoorOf() : null;
            var act = KeptUntil(finding) is { } day && day > now.InUtc().Date ? texts[$"Act.{key}.By", ("day", texts.LongDay(day, now))]
                : texts["Act." + key + (key is "AttemptFailed" && door is null ? ".Call" : ""), seller];
            return new(texts["Finding." + key, seller], ReasonOf(finding), act, door);
        }
        return null;

        // No carrier tells the day on which it sends a parcel back.
        LocalDate? KeptUntil(Finding finding) => finding.Kind is FindingKind.UnclaimedAtPickup && view.Timeline.Lines.FirstOrDefault(line => finding.Evidence.Contains(line.Key))?.Time is { } since
            ? since.Local.Date.PlusDays(UnclaimedAtPickupRule.DaysKept) : null;

        string? ReasonOf(Finding finding) =>
            finding.Kind is FindingKind.AttemptFailed && view.Timeline.Lines.LastOrDefault(line => line.Reason is not null && finding.Evidence.Contains(line.Key))?.Reason is { } why
                ? texts["Reason." + why] : null;

        // Addresses come from the carriers' profiles only: a link in a carrier's text can be anybody's.
        CarrierView? DoorOf() => view.Legs.Reverse()
            .Select(state => new CarrierView(carriers.NameOf(state.Leg.Carrier), state.Leg.Number.Value, carriers.Find(state.Leg.Carrier, state.Leg.Number)))
            .FirstOrDefault(carrier => carrier.Page is not null);

        // What is merely late comes after what makes it late.
        bool IsExplained(Finding finding) => finding.Kind is FindingKind.MissedEdd or FindingKind.CarrierSilent
            || finding.Kind is FindingKind.Contradiction
            || finding.Kind is FindingKind.CustomsDelay && view.Findings.Any(other => other.Kind is FindingKind.CustomsActionNeeded);
    }

    /// <summary>True for what the buyer told us themselves.</summary>
    private static bool IsNotArrived(Finding finding) => finding is { Kind: FindingKind.Contradiction, Subject: NotArrivedRule.Subject };

    /// <summary>True where the buyer can do it on the carrier's own page.</summary>
    private static bool HelpsThere(string key) =>
        key is "AttemptFailed" or "AddressProblem" or "UnclaimedAtPickup" or "CustomsActionNeeded" or "CustomsActionNeeded.Duty" or "CustomsActionNeeded.Identity";

    /// <summary>The key of a finding's words: what customs waits for decides what the buyer does.</summary>
    private static string KeyOf(Finding finding, Timeline timeline, bool dutyPaid)
    {
        if (finding.Kind is FindingKind.DeclaredLost && timeline.Lines.Any(line => finding.Evidence.Contains(line.Key) && line.Sources[0].Source == Override.Person))
            return finding.Kind + ".Person";
        if (IsNotArrived(finding))
            return finding.Kind + ".NotArrived";
        if (finding.Kind is not FindingKind.CustomsActionNeeded || timeline.Lines.FirstOrDefault(line => finding.Evidence.Contains(line.Key)) is not { } line)
            return finding.Kind.ToString();
        return finding.Kind + (line switch
        {
            { Milestone: Milestone.ImportTerminated or Milestone.ExportCancelled } => ".Ended",
            { Reason: Reason.CustomsDuty } => dutyPaid ? ".DutyPaid" : ".Duty",
            { Reason: Reason.CustomsIdentity } => ".Identity",
            _ => finding.MustAct is Party.Seller ? ".Seller" : "",
        });
    }

    /// <summary>True for what somebody of the shop marked by hand: its clock is the day's, not the place's.</summary>
    private static bool IsPersons(TimelineLine line) => line.Sources[0].Source == Override.Person;

    private static LineView LineOf(TimelineLine line, bool severalLegs, CarrierPages carriers, Texts texts, Instant now)
    {
        var wording = Masking.Of(line.Wording);
        var unknown = line.Milestone is null && line.Sources.FirstOrDefault()?.Mapping is null or "unknown";
        var own = DelayOf(line) is { } delay ? texts[delay, ("where", "")] : line.Milestone is { } milestone ? texts["Milestone." + milestone] : unknown || wording is null ? texts["Line.Unknown"] : null;
        var title = own ?? wording!;
        var (tag, language) = LanguageOf(line.Language) is { } name ? (line.Language!, name) : ("", null);
        var tellers = line.Sources.Select(source => source.Source).Distinct().Count();
        var notes = new List<string>();
        if (line.Withdrawn)
            notes.Add(texts["Line.Withdrawn"]);
        if (!line.Confirmed)
            notes.Add(texts["Line.Unconfirmed"]);
        if (line.Class is not EventClass.Actual)
            notes.Add(texts["Line." + line.Class]);
        if (IsPersons(line))
            notes.Add(texts["Line.Person"]);
        else if (severalLegs)
            notes.Add(texts["Line.By", ("carrier", carriers.NameOf(line.Carrier))]);
        if (tellers > 1)
            notes.Add(texts["Line.Sources", ("count", tellers)]);
        return new()
        {
            Day = line.Time is { } day ? texts.LongDay(day.Local.Date, now) : null,
            Hour = line.Time is { IsDateOnly: false } hour ? texts.Hour(hour.Local) : null,
            Basis = IsPersons(line) ? "UTC" : texts["Time." + (line.Time?.Basis.ToString() ?? "None")],
            Clock = line.Time is { } clock ? Live.ClockText.Whole(clock) : null,
            Title = title,
            TitleLanguage = own is null ? tag : null,
            Wording = string.Equals(wording, title, StringComparison.OrdinalIgnoreCase) ? null : wording,
            WordingLanguage = tag,
            WordingTitle = language is not null ? texts["Line.WordsIn", ("language", language)] : texts["Line.Words"],
            IsUnknown = unknown,
            Why = line.Reason is { } why ? texts["Reason." + why] : line.Withdrawn ? texts["Line.WithdrawnWhy"] : null,
            Place = PlaceOf(line.Place, texts, whole: true),
            Notes = notes,
            Withdrawn = line.Withdrawn,
        };
    }

    /// <summary>A language's own name for itself; null where none was told or it is none.</summary>
    private static string? LanguageOf(string? tag)
    {
        try
        {
            return tag is { Length: > 0 } ? CultureInfo.GetCultureInfo(tag, predefinedOnly: true).NativeName : null;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Carriers shout: <c>HERNANDO, FL 34442</c> becomes <c>Hernando, FL 34442</c>.</summary>
    private static string Calm(string text) => text.Any(char.IsLower) ? text : string.Join(' ', text.Split(' ').Select(word =>
        word.Length > 2 && char.IsLetter(word[0]) ? word[..1] + word[1..].ToLowerInvariant() : word));
}
