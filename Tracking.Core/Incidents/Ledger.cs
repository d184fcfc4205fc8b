using NodaTime;

namespace Tracking.Core.Incidents;

/// <summary>All waits on their carriers' clocks, and each cohort's tally of them.</summary>
internal sealed class Ledger
{
    /// <summary>Departures from one place with no longer a pause between them are one flight, up to <see cref="FlightLength"/>.</summary>
    private static readonly Duration FlightPause = Duration.FromHours(3);
    private static readonly Duration FlightLength = Duration.FromHours(12);
    private const double Quarter = 0.25;
    private readonly Dictionary<(string Carrier, string? Country), ActivityClock> _clocks = [];
    private readonly Dictionary<Cohort, Tally> _tallies = [];

    /// <summary>The tallies of waits that have all in common but a flight: naming cohorts anew for each wait is what a look would spend most of its time on.</summary>
    private readonly Dictionary<(string Carrier, string? Country, string? Facility, string? Town, string? Origin, string? Destination), IReadOnlyList<Tally>> _common = [];
    private readonly IncidentScene _scene;
    private readonly IReadOnlySet<string> _apart;
    private readonly Instant _first;

    /// <param name="stopped">Carriers whose clocks stand still, and since when.</param>
    /// <param name="apart">Carriers that say nothing of what holds for all: their feeds are dead, or were until now.</param>
    public Ledger(IncidentScene scene, IReadOnlyDictionary<string, Instant> stopped, IReadOnlySet<string> apart)
    {
        (_scene, _apart, _first) = (scene, apart, Instant.FromUnixTimeSeconds((scene.Now - IncidentWatch.History).ToUnixTimeSeconds() / 3600 * 3600));
        foreach (var group in scene.Waits.GroupBy(wait => (wait.Carrier, wait.Country)))
            _clocks[group.Key] = ClockOf(group.Key.Carrier, group.Key.Country, group, stopped);
        Learn();
        var flights = Flights();
        Tracks = [.. scene.Waits.Select((wait, at) => TrackOf(wait, flights[at])).OfType<Track>()];
        foreach (var standing in scene.Standing)
        {
            if (Find(standing.Cohort) is { } tally)
                tally.Taught = Math.Clamp((int)Math.Ceiling(DaysSince(tally, standing.Since) / Quarter), Tally.Judged, Tally.Quarters - 1);
        }
    }

    public ScanRates Rates { get; } = new();
    public IReadOnlyList<Track> Tracks { get; }
    public IReadOnlyCollection<Tally> Tallies => _tallies.Values;

    public Tally? Find(Cohort cohort) => _tallies.GetValueOrDefault(cohort);

    /// <summary>A carrier's clock where no place is told.</summary>
    public ActivityClock ClockOf(string carrier) =>
        _clocks.GetValueOrDefault((carrier, null)) ?? (_clocks[(carrier, null)] = ClockOf(carrier, null, _scene.Waits.Where(wait => wait.Carrier == carrier), new Dictionary<string, Instant>()));

    /// <summary>Days of activity that have passed for a cohort.</summary>
    public double DaysSince(Tally tally, Instant since) => tally.Tracks is [var first, ..] ? first.Clock.At(_scene.Now) - first.Clock.At(since) : 0;

    /// <summary>The moment since which so many days of activity have passed for a cohort.</summary>
    public static Instant Back(Tally tally, double days) => tally.Tracks[0].Clock.Back(days);

    /// <summary>Takes a cohort's waits out of all tallies: they are explained.</summary>
    public static void Explain(Tally by)
    {
        foreach (var track in by.Tracks.Where(track => track.ExplainedBy is null))
        {
            track.ExplainedBy = by;
            foreach (var tally in track.Tallies)
                tally.Count(track, -1);
        }
    }

    /// <summary>Puts back what was taken out.</summary>
    public static void Restore(Tally by)
    {
        foreach (var track in by.Tracks.Where(track => track.ExplainedBy == by))
        {
            track.ExplainedBy = null;
            foreach (var tally in track.Tallies)
                tally.Count(track, 1);
        }
    }

    private ActivityClock ClockOf(string carrier, string? country, IEnumerable<Wait> waits, IReadOnlyDictionary<string, Instant> stopped) =>
        ActivityClock.Of(country, _scene.Feeds.GetValueOrDefault(carrier) ?? FeedHours.Unrecorded, waits.Select(wait => wait.Ended).OfType<Instant>(),
            _first, _scene.Now, stopped.TryGetValue(carrier, out var at) ? at : null);

    /// <summary>Learns from what lies before the quarters that are judged.</summary>
    private void Learn()
    {
        foreach (var wait in _scene.Waits)
        {
            var clock = _clocks[(wait.Carrier, wait.Country)];
            var (now, began) = (clock.At(_scene.Now), clock.At(wait.Began));
            var until = Math.Min(now - Tally.Judged * Quarter, clock.At(wait.Ended ?? _scene.Now));
            var since = clock.At(wait.Since);
            if (until < since || until <= 0)
                continue;
            Rates.Learn(wait.Carrier, wait.After, since - began, until - began, wait.Ended is { } ended && clock.At(ended) <= until && clock.RunsAt(ended));
        }
        Rates.Build();
    }

    private Track? TrackOf(Wait wait, Cohort? flight)
    {
        var clock = _clocks[(wait.Carrier, wait.Country)];
        var (now, began) = (clock.At(_scene.Now), clock.At(wait.Began));
        var (from, to) = (now - clock.At(wait.Since), now - clock.At(wait.Ended ?? _scene.Now));
        if (to >= Tally.Quarters * Quarter)
            return null;
        from = Math.Min(from, Tally.Quarters * Quarter);
        var (first, last) = (Math.Min(Tally.Quarters - 1, (int)(from / Quarter)), (int)(to / Quarter));
        var expected = new (int, double)[Math.Max(0, first - last + 1)];
        var curve = Rates.CurveOf(wait.Carrier, wait.After);
        var waited = ScanRates.Expected(curve, now - began - from);
        for (var quarter = first; quarter >= last; quarter--)
        {
            var then = ScanRates.Expected(curve, now - began - Math.Max(to, quarter * Quarter));
            expected[first - quarter] = (quarter, then - waited);
            waited = then;
        }
        var key = (wait.Carrier, wait.Country, wait.Facility, wait.Town, wait.Origin, wait.Destination);
        if (!_common.TryGetValue(key, out var tallies))
            _common[key] = tallies = [.. CohortsOf(wait).Select(TallyOf)];
        var track = new Track(wait, clock)
        {
            Expected = expected,
            News = wait.Ended is { } ended && clock.RunsAt(ended) ? Math.Min(Tally.Quarters - 1, last) : null,
            Tallies = flight is { } one ? [.. tallies, TallyOf(one)] : tallies,
        };
        foreach (var tally in track.Tallies)
            tally.Add(track);
        return track;
    }

    private Tally TallyOf(Cohort cohort) => _tallies.TryGetValue(cohort, out var tally) ? tally : _tallies[cohort] = new(cohort);

    private IEnumerable<Cohort> CohortsOf(Wait wait)
    {
        var ofAll = !_apart.Contains(wait.Carrier);
        if (wait.Facility is { } facility)
            yield return new(IncidentKind.FacilityStuck, PlaceOf(wait, facility));
        if (ofAll && wait.Town is { } town)
            yield return new(IncidentKind.FacilityStuck, $"|{wait.Country}|{town}");
        if (wait is { Origin: { } origin, Destination: { } end })
        {
            yield return new(IncidentKind.LaneStuck, $"{wait.Carrier}|{origin}|{end}");
            if (ofAll)
                yield return new(IncidentKind.LaneStuck, $"|{origin}|{end}");
        }
        if (wait.Destination is { } destination)
        {
            yield return new(IncidentKind.DestinationStuck, $"{wait.Carrier}|{destination}");
            if (ofAll)
                yield return new(IncidentKind.DestinationStuck, $"|{destination}");
        }
        yield return Cohort.OfCarrier(IncidentKind.CarrierStuck, wait.Carrier);
    }

    private static string PlaceOf(Wait wait, string facility) => $"{wait.Carrier}|{wait.Country}|{facility}";

    /// <summary>The flight of each wait that began with a departure; one that stands as an incident keeps its name though an earlier departure is told late.</summary>
    private Cohort?[] Flights()
    {
        var flights = new Cohort?[_scene.Waits.Count];
        var departures = _scene.Waits.Select((wait, at) => (Wait: wait, At: at)).Where(one => one.Wait is { Left: not null, Facility: not null })
            .GroupBy(one => PlaceOf(one.Wait, one.Wait.Facility!) + "|" + one.Wait.Destination);
        foreach (var place in departures)
        {
            Instant first = default, last = default;
            Cohort cohort = default;
            foreach (var (wait, at) in place.OrderBy(one => one.Wait.Left))
            {
                var left = wait.Left!.Value;
                if (left - last > FlightPause || left - first > FlightLength)
                {
                    first = left;
                    cohort = _scene.Standing.Select(standing => standing.Cohort)
                        .Where(known => known.Left is { } known0 && known.Subject.StartsWith(place.Key + "|", StringComparison.Ordinal) && Duration.Max(known0 - left, left - known0) <= FlightLength)
                        .DefaultIfEmpty(Cohort.Flight(place.Key, left)).First();
                }
                (last, flights[at]) = (left, cohort);
            }
        }
        return flights;
    }
}
