using System.Collections.Concurrent;
using NodaTime;
using Tracking.Carriers.Sandbox.Truth;
using Tracking.Core.Events;
using Tracking.Core.Incidents;
using Tracking.Core.Timelines;

namespace Tracking.Bench.Trials;

/// <summary>
/// How soon the strike and the dead feed of a world with known truth are told, as how many incidents, and what else is told that nothing caused. The watch looks every
/// six hours, from a week before each to three days after it, at what was told by then and at nothing else. A scan's wall clock is that of its country; a feed
/// dies and lives again for all places at one instant. An incident belongs to the trouble that most of its parcels met when it was opened.
/// </summary>
public static class IncidentTrial
{
    private static readonly Duration Before = Duration.FromDays(7), After = Duration.FromDays(3), Step = Duration.FromHours(6);

    /// <summary>Parcels whose labels are older have nearly all arrived.</summary>
    private static readonly Period Travel = Period.FromDays(90);

    /// <summary>What comes back sooner is the same incident, as in the store.</summary>
    private static readonly Duration Relapse = Duration.FromDays(3);

    private static readonly ConcurrentDictionary<string, DateTimeZone> Zones = new(StringComparer.Ordinal);

    public static IncidentResult Run(TrueWorld world)
    {
        var spans = world.Troubles.ToDictionary(trouble => trouble, SpanOf);
        var watched = world.Troubles.Where(trouble => trouble.Kind is TroubleKind.Strike or TroubleKind.DeadFeed).ToList();
        var told = new List<Told>();
        var days = 0.0;
        foreach (var span in Joined(watched.Select(trouble => new Interval(spans[trouble].Start - Before, spans[trouble].End + After))))
        {
            told.AddRange(Watch(world, spans, span));
            days += span.Duration.TotalDays;
        }
        return new(
            [.. watched.Select(trouble => told.Where(one => one.Cause == trouble).ToList() is var mine && mine is [var first, ..]
                ? new CauseTold(trouble, (first.At - spans[trouble].Start).TotalHours, first.Parcels, first.Missing, [.. mine.Select(one => one.Line)])
                : new CauseTold(trouble, null, 0, 0, []))],
            [.. told.Where(one => one.Cause is { } cause && !watched.Contains(cause)).Select(one => one.Line)],
            [.. told.Where(one => one.Cause is null).Select(one => one.Line)],
            days);
    }

    private static List<Told> Watch(TrueWorld world, Dictionary<Trouble, Interval> spans, Interval span)
    {
        var journeys = world.Between(span.Start.InUtc().LocalDateTime - Travel, span.End.InUtc().LocalDateTime.PlusDays(1)).ToDictionary(journey => journey.Number);
        var waits = journeys.Values.SelectMany(journey => WaitsOf(journey, spans)).ToList();
        var (told, standing, blind) = (new List<Told>(), new List<StandingIncident>(), new Dictionary<string, FeedHours>());
        for (var now = span.Start; now <= span.End; now += Step)
        {
            var looked = IncidentWatch.Look(new IncidentScene
            {
                Waits = [.. waits.Where(wait => wait.Since <= now && !(wait.Ended <= now - IncidentWatch.History)).Select(wait => wait.Ended > now ? wait with { Ended = null, ToldByCarrier = false } : wait)],
                Standing = standing,
                Feeds = blind,
                Now = now,
            });
            foreach (var over in looked.Over)
            {
                foreach (var one in told.Where(one => one.OverAt is null && one.Cohort == over.Cohort))
                    one.OverAt = now;
                // As the store does: while a feed was dead we were blind.
                if (over.Cohort.Kind is IncidentKind.DeadFeed)
                    blind[over.Cohort.Subject] = FeedHours.Unrecorded with { Blind = [new(standing.Single(one => one.Cohort == over.Cohort).Since, now)] };
            }
            foreach (var one in looked.Standing)
            {
                if (told.LastOrDefault(known => known.Cohort == (one.Follows ?? one.Cohort) && !(known.OverAt < now - Relapse)) is { } again)
                    again.GoesOnAs(one.Cohort);
                else
                    told.Add(new(one, now, CauseOf(one, now)));
            }
            standing = [.. looked.Standing.Select(one => new StandingIncident(one.Cohort, one.Since))];
        }
        return told;

        Trouble? CauseOf(Sighting one, Instant now)
        {
            var parcels = one.Parcels.Select(parcel => journeys[parcel]).ToList();
            return world.Troubles.Where(trouble => spans[trouble].Start <= now && now <= spans[trouble].End + After)
                .Select(trouble => (Trouble: trouble, Share: parcels.Count(parcel => Met(parcel, trouble, now)) / (double)parcels.Count))
                .Where(cause => cause.Share >= 0.5).OrderByDescending(cause => cause.Share).Select(cause => cause.Trouble).FirstOrDefault();
        }

        bool Met(TrueJourney parcel, Trouble trouble, Instant now) => trouble.Kind switch
        {
            TroubleKind.DeadFeed => parcel.Key.Carrier == trouble.Carrier,
            TroubleKind.Strike => parcel.Steps.Last(step => ToldAt(parcel, step, spans) <= now).Place == trouble.Place,
            _ => parcel.Fate.Held == trouble,
        };
    }

    private static IEnumerable<Wait> WaitsOf(TrueJourney journey, Dictionary<Trouble, Interval> spans)
    {
        for (var i = 1; i < journey.Steps.Count && journey.Steps[i].Phase is not Phase.Delivered; i++)
        {
            var step = journey.Steps[i];
            var since = ToldAt(journey, step, spans);
            yield return new()
            {
                Parcel = journey.Number,
                Carrier = journey.Key.Carrier,
                Facility = step.Place.Length > 2 ? step.Place : null,
                Town = step.Place.Length > 2 ? step.Place : null,
                Country = step.Place[..2],
                Origin = journey.Key.Origin,
                Destination = journey.Key.Destination,
                After = MilestoneOf(step.Phase),
                Began = since,
                Since = since,
                Ended = i + 1 < journey.Steps.Count ? Instant.Max(since, ToldAt(journey, journey.Steps[i + 1], spans)) : null,
                ToldByCarrier = i + 1 < journey.Steps.Count,
                Left = step.Phase is Phase.LeftOrigin ? InstantOf(step.At, step.Place) : null,
            };
        }
    }

    private static Instant ToldAt(TrueJourney journey, TrueStep step, Dictionary<Trouble, Interval> spans)
    {
        var dead = spans.FirstOrDefault(one => one.Key.Kind is TroubleKind.DeadFeed && one.Key.Carrier == journey.Key.Carrier);
        // The world tells all of a dead time at its end; what died later elsewhere was told half an hour after it happened.
        var told = InstantOf(dead.Key is { } feed && step.ToldAt == feed.To ? step.At.PlusMinutes(30) : step.ToldAt, step.Place);
        return dead.Key is not null && dead.Value.Contains(told) ? dead.Value.End : told;
    }

    private static Interval SpanOf(Trouble trouble) => new(InstantOf(trouble.From, trouble.Place), InstantOf(trouble.To, trouble.Place));

    private static Instant InstantOf(LocalDateTime local, string place) =>
        place.Length < 2 ? local.InUtc().ToInstant() : local.InZoneLeniently(Zones.GetOrAdd(place[..2], country => CountryZones.MiddleOf(country, local.InUtc().ToInstant()))).ToInstant();

    private static IEnumerable<Interval> Joined(IEnumerable<Interval> spans)
    {
        Interval? last = null;
        foreach (var span in spans.OrderBy(span => span.Start))
        {
            if (last is { } open && span.Start > open.End)
                yield return open;
            last = last is { } before && span.Start <= before.End ? new(before.Start, Instant.Max(before.End, span.End)) : span;
        }
        if (last is { } end)
            yield return end;
    }

    private static Milestone MilestoneOf(Phase phase) => phase switch
    {
        Phase.Accepted => Milestone.Accepted,
        Phase.LeftOrigin => Milestone.DepartedOutwardOffice,
        Phase.Arrived => Milestone.ArrivedInwardOffice,
        Phase.Cleared => Milestone.CustomsReleased,
        Phase.AtDepot => Milestone.ArrivedDelivery,
        _ => Milestone.OutForDelivery,
    };

    private sealed class Told(Sighting opened, Instant at, Trouble? cause)
    {
        private readonly List<Cohort> _cohorts = [opened.Cohort];

        public Instant At => at;
        public Trouble? Cause => cause;
        public int Parcels => opened.Parcels.Count;
        public double Missing => opened.Expected - opened.Observed;
        public Cohort Cohort => _cohorts[^1];
        public Instant? OverAt { get; set; }
        public string Line => $"{at:uuuu-MM-dd'T'HH'Z'} {string.Join(" then ", _cohorts.Select(cohort => $"{cohort.Kind} {cohort.Subject}"))}"
            + (cause is null ? $" ({opened.Observed} of {opened.Expected:0.0}, {opened.Chance:0.0e+0})" : "");

        public void GoesOnAs(Cohort cohort)
        {
            OverAt = null;
            if (cohort != Cohort)
                _cohorts.Add(cohort);
        }
    }
}
