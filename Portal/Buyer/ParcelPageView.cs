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
            Promise = PromiseOf(view, last, shop, carriers, texts, now),
            Now = NowOf(view, last, carriers, texts, now),
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

    private static string HeadlineOf(Timeline timeline, TimelineLine? last, Texts texts, Instant now)
    {
        if (last is null)
            return timeline.Lines.Any(line => !line.Withdrawn && line.Milestone is null) ? texts["Headline.Unknown"] : texts["Headline.None"];
        var milestone = last.Milestone!.Value;
        var words = texts.Find("Headline." + milestone) ?? texts["Headline.InTransit"];
        var atCustoms = milestone is Milestone.CustomsHeld or Milestone.CustomsPresented or Milestone.ExportHeld;
        if (milestone is Milestone.Delivered or Milestone.Returned)
            return last.Time is { } at ? texts["Phrase.On", words, texts.Day(at.Local.Date, now)] : words;
        if (milestone is not (Milestone.PreAdvised or Milestone.Lost or Milestone.Cancelled or Milestone.Returning or Milestone.FlightDeparted) && PlaceOf(last.Place, atCustoms) is { } place)
            words = texts["Phrase.In", words, Texts.Articled(place)];
        return atCustoms && last.Time is { } since ? texts["Phrase.Since", words, texts.Day(since.Local.Date, now)] : words;
    }

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
        return PlaceOf(seen.Place) is { } place ? texts["Now.Seen", when, Texts.Articled(place)] : texts["Now.SeenNoPlace", when];
    }

    private static PromiseView PromiseOf(ParcelView view, TimelineLine? last, Shop? shop, CarrierPages carriers, Texts texts, Instant now)
    {
        var timeline = view.Timeline;
        if (timeline.Stage is Stage.Delivered && last?.Time is { } at)
            return new(texts.LongDay(at.Local.Date, now) + (at.IsDateOnly ? "" : ", " + texts.Hour(at.Local)), PlaceOf(last.Place));
        // The day is over only when it is over everywhere.
        var today = now.WithOffset(Offset.FromHours(-12)).Date;
        if (timeline.Edd is { } edd)
            return edd.To < today
                ? new(texts["Promise.Past", texts.Days(edd.From, edd.To, now)], texts["Promise.PastWhy"])
                : new(texts["Promise.Carrier", texts.Days(edd.From, edd.To, now)], timeline.EddBy is { } by ? texts["Promise.CarrierBy", carriers.NameOf(by)] : null);
        if (view.Parcel.PromisedBy is { } promised)
            return promised < today
                ? new(texts["Promise.Past", texts.Day(promised, now)], texts["Promise.PastWhy"])
                : new(texts["Promise.Shop", texts.LongDay(promised, now)], shop is null ? null : texts["Promise.ShopBy", shop.Name]);
        return new(texts["Promise.None"], texts["Promise.NoneWhy"]);
    }

    private static TroubleView? TroubleOf(ParcelView view, Shop? shop, Texts texts)
    {
        if (view.Timeline.Stage is Stage.Delivered && view.Findings.All(finding => finding.Kind is not (FindingKind.DeliveredElsewhere or FindingKind.DeclaredDamaged)))
            return null;
        foreach (var finding in view.Findings)
            if (finding.Severity is not Severity.Watch && texts.Find("Finding." + finding.Kind) is { } sentence)
                return new(sentence, texts["Act." + finding.Kind, shop?.Name ?? texts["Way.Seller"]]);
        return null;
    }

    private static LineView LineOf(TimelineLine line, bool severalLegs, CarrierPages carriers, Texts texts, Instant now)
    {
        var wording = Masking.Of(line.Wording);
        var unknown = line.Milestone is null && line.Sources.FirstOrDefault()?.Mapping is null or "unknown";
        var title = line.Milestone is { } milestone ? texts["Milestone." + milestone] : unknown ? texts["Line.Unknown"] : wording ?? texts["Line.Unknown"];
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
            Place = PlaceOf(line.Place) is { } place && line.Place?.Country is { } country && Texts.Country(country) is var name && !place.Contains(name, StringComparison.OrdinalIgnoreCase)
                ? $"{place}, {name}" : PlaceOf(line.Place),
            Notes = notes,
            Withdrawn = line.Withdrawn,
        };
    }

    /// <summary>Carriers shout: <c>HERNANDO, FL 34442</c> becomes <c>Hernando, FL 34442</c>.</summary>
    private static string Calm(string text) => text.Any(char.IsLower) ? text : string.Join(' ', text.Split(' ').Select(word =>
        word.Length > 2 && char.IsLetter(word[0]) ? word[..1] + word[1..].ToLowerInvariant() : word));
}
