using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Findings;
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

    /// <summary>What comes next; null at the end of the way.</summary>
    public required string? Next { get; init; }
    public required TroubleView? Trouble { get; init; }
    public required IReadOnlyList<CarrierView> Carriers { get; init; }

    /// <summary>What of this order is in it, such as <c>2 × Headphones</c>.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<LineView> Lines { get; init; }

    public static ParcelPageView Of(ParcelView view, OrderParcel? registered, Shop? shop, CarrierPages carriers, Texts texts, Instant now)
    {
        var timeline = view.Timeline;
        var last = timeline.Lines.LastOrDefault(line => line is { Moves: true, Milestone: { } milestone } && milestone.StageOf() is not null);
        var trouble = TroubleOf(view, shop, texts);
        return new()
        {
            Headline = HeadlineOf(timeline, last, texts, now),
            Tone = timeline.Stage is Stage.Delivered ? "good" : trouble is not null || timeline.Stage is Stage.Stopped ? "warn" : "calm",
            Steps = [.. timeline.Steps.Select(step => new StepView(
                step.Step, step.State, texts["Step." + step.Step], texts["State." + step.State], step.At is { } at ? texts.Day(at.Local.Date, now) : null))],
            Promise = PromiseOf(view, last, trouble is not null, shop, carriers, texts, now),
            Now = timeline.Lines.Count == 0 && trouble is not null ? null : NowOf(view, last, carriers, texts, now),
            Next = timeline.Stage is Stage.Stopped || timeline.Steps.FirstOrDefault(step => step.State is StepState.Next) is not { } next ? null : texts["Next." + next.Step],
            Trouble = trouble,
            Carriers = [.. view.Legs.Select(state => new CarrierView(
                state.Leg.Carrier.Value is Leg.Undecided ? "" : carriers.NameOf(state.Leg.Carrier), state.Leg.Number.Value, carriers.Find(state.Leg.Carrier, state.Leg.Number)))],
            Items = [.. (registered?.Items ?? []).Select(item => $"{item.Quantity} × {item.Title ?? item.Sku}")],
            Lines = [.. timeline.Lines.Reverse().Select(line => LineOf(line, view.Legs.Count > 1, carriers, texts, now))],
        };
    }

    /// <summary>A place as people say it, no finer than the city.</summary>
    public static string? PlaceOf(Place? place, bool countryFirst = false)
    {
        var country = place?.Country is { } code ? Texts.Country(code) : null;
        if (countryFirst && country is not null)
            return country;
        var city = Masking.Of(place?.City) ?? (place?.Country is null || place.Text != place.Country ? Masking.Of(place?.Text) : null);
        return city is null ? country : Calm(city);
    }

    /// <summary>A place with its country: a town can be called Jamaica.</summary>
    private static string? WholePlaceOf(Place? place) =>
        PlaceOf(place) is { } said && place?.Country is { } code && Texts.Country(code) is var country && !said.Contains(country, StringComparison.OrdinalIgnoreCase)
            ? $"{said}, {country}" : PlaceOf(place);

    /// <summary>The words for a line that tells why the parcel waits instead of where it went; null for any other.</summary>
    private static string? DelayOf(TimelineLine line) => line is not { Milestone: Milestone.InTransit or Milestone.HeldAtDepot, Reason: { } reason } ? null
        : reason is Reason.CarrierMissedCutOff ? "Delay.CarrierMissedCutOff" : "Delay.Other";

    private static string HeadlineOf(Timeline timeline, TimelineLine? last, Texts texts, Instant now)
    {
        if (last is null)
            return timeline.Lines.Any(line => !line.Withdrawn && line.Milestone is null) ? texts["Headline.Unknown"] : texts["Headline.None"];
        var milestone = last.Milestone!.Value;
        var own = DelayOf(last) is { } delay ? texts[delay] : texts.Find("Headline." + milestone);
        var words = own ?? texts["Headline.InTransit"];
        var atCustoms = milestone is Milestone.CustomsHeld or Milestone.CustomsPresented or Milestone.ExportHeld;
        if (milestone is Milestone.Delivered or Milestone.Returned)
            return last.Time is { } at ? texts["Phrase.On", words, texts.Day(at.Local.Date, now)] : words;
        if (milestone is not (Milestone.PreAdvised or Milestone.Lost or Milestone.Cancelled or Milestone.Returning or Milestone.FlightDeparted) && PlaceOf(last.Place, atCustoms) is { } place)
            words = texts[own is not null ? "Phrase.In" : IsDeparture(milestone) ? "Phrase.From" : "Phrase.Through", words, Texts.Articled(place)];
        return atCustoms && last.Time is { } since ? texts["Phrase.Since", words, texts.Day(since.Local.Date, now)] : words;
    }

    private static bool IsDeparture(Milestone milestone) =>
        milestone is Milestone.DepartedOutwardOffice or Milestone.DepartedTransitOffice or Milestone.DepartedInwardOffice or Milestone.DepartedSorting;

    private static string? NowOf(ParcelView view, TimelineLine? last, CarrierPages carriers, Texts texts, Instant now)
    {
        var timeline = view.Timeline;
        if (timeline.Unconfirmed is { } unconfirmed)
            return texts["Now.Unconfirmed", texts["Milestone." + unconfirmed]];
        if (timeline.Lines.Count == 0)
            return view.Legs.FirstOrDefault()?.Leg.Carrier is { Value: not Leg.Undecided } carrier ? texts["Now.None", carriers.NameOf(carrier)] : texts["Now.NoneUndecided"];
        if (timeline.Stage is Stage.Delivered)
            return null;
        var seen = last ?? timeline.Lines[^1];
        var when = seen.Time is { } at ? texts.Day(at.Local.Date, now) + (at.IsDateOnly ? "" : ", " + texts.Hour(at.Local)) : texts["Time.None"];
        // A label is made by writing: nobody has seen the parcel.
        return timeline.Stage is Stage.Label ? texts["Now.Label", when]
            : WholePlaceOf(seen.Place) is { } place ? texts["Now.Seen", when, Texts.Articled(place)] : texts["Now.SeenNoPlace", when];
    }

    private static PromiseView PromiseOf(ParcelView view, TimelineLine? last, bool inTrouble, Shop? shop, CarrierPages carriers, Texts texts, Instant now)
    {
        var timeline = view.Timeline;
        if (timeline.Stage is Stage.Returned or Stage.Stopped)
            return new(texts["Promise.Off"], null);
        if (timeline.Stage is Stage.AtPickup)
            return new(last?.Time is { } since ? texts["Promise.WaitsSince", texts.LongDay(since.Local.Date, now)] : texts["Promise.Waits"], null);
        if (timeline.Stage is Stage.Delivered && last?.Time is { } at)
            return new(texts.LongDay(at.Local.Date, now) + (at.IsDateOnly ? "" : ", " + texts.Hour(at.Local)), PlaceOf(last.Place));
        // The day is over only when it is over everywhere.
        var today = now.WithOffset(Offset.FromHours(-12)).Date;
        if (timeline.Edd is { } edd)
            return edd.To < today
                ? new(texts["Promise.Past", texts.Days(edd.From, edd.To, now)], texts["Promise.PastWhy"])
                : new(texts["Promise.Carrier", texts.Days(edd.From, edd.To, now)], timeline.EddBy is { } by ? texts[inTrouble ? "Promise.CarrierByLater" : "Promise.CarrierBy", carriers.NameOf(by)] : null);
        if (view.Parcel.PromisedBy is { } promised)
            return promised < today
                ? new(texts["Promise.Past", texts.Day(promised, now)], texts["Promise.PastWhy"])
                : new(texts["Promise.Shop", texts.LongDay(promised, now)], shop is null ? null : texts[inTrouble ? "Promise.CarrierByLater" : "Promise.CarrierBy", shop.Name]);
        return new(texts["Promise.None"], texts["Promise.NoneWhy"]);
    }

    private static TroubleView? TroubleOf(ParcelView view, Shop? shop, Texts texts)
    {
        if (view.Timeline.Stage is Stage.Delivered && view.Findings.All(finding => finding.Kind is not (FindingKind.DeliveredElsewhere or FindingKind.DeclaredDamaged)))
            return null;
        foreach (var finding in view.Findings.Where(finding => finding.Severity is not Severity.Watch).OrderBy(IsExplained))
        {
            var key = KeyOf(finding, view.Timeline);
            if (texts.Find("Finding." + key) is { } sentence)
                return new(sentence, texts["Act." + key, shop?.Name ?? texts["Way.Seller"]]);
        }
        return null;

        // What is merely late comes after what makes it late.
        bool IsExplained(Finding finding) => finding.Kind is FindingKind.MissedEdd or FindingKind.CarrierSilent
            || finding.Kind is FindingKind.CustomsDelay && view.Findings.Any(other => other.Kind is FindingKind.CustomsActionNeeded);
    }

    /// <summary>The key of a finding's words: what customs waits for decides what the buyer does.</summary>
    private static string KeyOf(Finding finding, Timeline timeline)
    {
        if (finding.Kind is not FindingKind.CustomsActionNeeded || timeline.Lines.FirstOrDefault(line => finding.Evidence.Contains(line.Key)) is not { } line)
            return finding.Kind.ToString();
        return finding.Kind + (line switch
        {
            { Milestone: Milestone.ImportTerminated or Milestone.ExportCancelled } => ".Ended",
            { Reason: Reason.CustomsDuty } => ".Duty",
            { Reason: Reason.CustomsIdentity } => ".Identity",
            _ => finding.MustAct is Party.Seller ? ".Seller" : "",
        });
    }

    private static LineView LineOf(TimelineLine line, bool severalLegs, CarrierPages carriers, Texts texts, Instant now)
    {
        var wording = Masking.Of(line.Wording);
        var unknown = line.Milestone is null && line.Sources.FirstOrDefault()?.Mapping is null or "unknown";
        var title = DelayOf(line) is { } delay ? texts[delay] : line.Milestone is { } milestone ? texts["Milestone." + milestone] : unknown ? texts["Line.Unknown"] : wording ?? texts["Line.Unknown"];
        var tellers = line.Sources.Select(source => source.Source).Distinct().Count();
        var notes = new List<string>();
        if (line.Withdrawn)
            notes.Add(texts["Line.Withdrawn"]);
        if (!line.Confirmed)
            notes.Add(texts["Line.Unconfirmed"]);
        if (line.Class is not EventClass.Actual)
            notes.Add(texts["Line." + line.Class]);
        if (severalLegs)
            notes.Add(texts["Line.By", carriers.NameOf(line.Carrier)]);
        if (tellers > 1)
            notes.Add(texts["Line.Sources", tellers]);
        return new()
        {
            Day = line.Time is { } day ? texts.LongDay(day.Local.Date, now) : null,
            Hour = line.Time is { IsDateOnly: false } hour ? texts.Hour(hour.Local) : null,
            Basis = texts["Time." + (line.Time?.Basis.ToString() ?? "None")],
            Clock = line.Time is { } clock ? Live.ClockText.Whole(clock) : null,
            Title = title,
            Wording = string.Equals(wording, title, StringComparison.OrdinalIgnoreCase) ? null : wording,
            WordingLanguage = line.Language,
            Place = WholePlaceOf(line.Place),
            Notes = notes,
            Withdrawn = line.Withdrawn,
        };
    }

    /// <summary>Carriers shout: <c>HERNANDO, FL 34442</c> becomes <c>Hernando, FL 34442</c>.</summary>
    private static string Calm(string text) => text.Any(char.IsLower) ? text : string.Join(' ', text.Split(' ').Select(word =>
        word.Length > 2 && char.IsLetter(word[0]) ? word[..1] + word[1..].ToLowerInvariant() : word));
}
