using NodaTime;

namespace Tracking.Core.Incidents;

/// <summary>
/// Tells many parcels that are silent for one reason: pure, and blind to all but what the scene holds.
/// <para>
/// Each wait is at risk of its next scan at a rate learned from the last weeks (<see cref="ScanRates"/>), on a clock that runs as fast as that carrier's news
/// usually comes (<see cref="ActivityClock"/>); a cohort's scans in a time less what the rates of its waits add up to is then noise about nought, whatever mix
/// of fresh and old waits it has. Too few are judged against a negative binomial count, whose spread is that of the cohort's own pace and of how lumpy
/// such cohorts' days are. Over all cohorts and windows together, at most <see cref="FalseAMonth"/> false incidents a month are allowed (Bonferroni's bound).
/// Of cohorts that are too silent the one that fits the silence best is told, by the likelihood ratio of Kulldorff's scan statistic; where several fit alike, the most specific.
/// </para>
/// <para>
/// One cause is one incident. What a cohort explains is taken out of all others, and what is left of them must be too silent by itself to be told. Then one wider cohort is asked whether it
/// explains both nearly as well as two causes would: if so the incident that stood goes on under the wider name (<see cref="Sighting.Follows"/>). A cohort of one
/// carrier is stuck only where that carrier's other parcels are likelier to have news as usual than to be as silent: else the carrier is silent as a whole, and that is its feed.
/// </para>
/// </summary>
public static class IncidentWatch
{
    /// <summary>Waits that ended before are not needed.</summary>
    public static readonly Duration History = Duration.FromDays(35);

    /// <summary>False incidents a month, over all that is watched, that are allowed for.</summary>
    public const double FalseAMonth = 1;

    /// <summary>Fewer parcels make no incident.</summary>
    public const int LeastParcels = 10;

    /// <summary>Scans above this share of the usual are slowness, no silence.</summary>
    private const double MostOfUsual = 0.35;

    /// <summary>Back at this share of the usual for half a working day, an incident is over.</summary>
    private const double BackAtUsual = 0.5;
    private const double LeastExpected = 8;

    /// <summary>Before a carrier has told so much, nothing is usual of it.</summary>
    private const int LeastLessons = 100;
    private const double Quarter = 0.25;
    private const double WorkingDaysAMonth = 21;

    /// <summary>Looks in one length of time that are as good as independent, for windows slide.</summary>
    private const double Looks = 4;

    /// <summary>A cohort that fits the silence nearly as well as the best is preferred where it is more specific, and one cause to two.</summary>
    private const double FitsAlike = 0.9;

    /// <summary>Nearly all of what waits.</summary>
    private const double Most = 0.8;

    /// <summary>A carrier's other parcels speak for its feed, or against it, where one is so much likelier than the other: the logarithm, for odds of seven.</summary>
    private const double Speaks = 2;

    /// <summary>The same for odds of a hundred: so much it takes to say that a feed is dead and not a part of its parcels stuck.</summary>
    private const double Proves = 4.6;
    private const double NearlyAll = 0.9;
    private static readonly int[] Windows = [1, 2, 4, 8, 16];

    /// <summary>All that stands now and what is over.</summary>
    public static Looked Look(IncidentScene scene)
    {
        var (standing, over) = (new List<Sighting>(), new List<Ending>());
        var heard = new Ledger(scene, new Dictionary<string, Instant>(), new HashSet<string>());
        var dead = LookAtFeeds(scene, heard, standing, over);
        LookAtPushes(scene, heard, dead, standing, over);
        // What came all at once when a feed came back says nothing of what is stuck: that is judged from the next look on.
        var apart = over.Where(ending => ending.Cohort.Kind is IncidentKind.DeadFeed).Select(ending => ending.Cohort.Subject).Concat(dead.Keys).ToHashSet(StringComparer.Ordinal);
        LookAtParcels(scene, apart.Count == 0 ? heard : new Ledger(scene, dead, apart), dead, apart, standing, over);
        return new([.. standing.OrderBy(sighting => sighting.Since).ThenBy(sighting => sighting.Cohort.Subject, StringComparer.Ordinal)], over);
    }

    /// <summary>Carriers that answer and tell nothing of anybody; since when.</summary>
    private static Dictionary<string, Instant> LookAtFeeds(IncidentScene scene, Ledger ledger, List<Sighting> standing, List<Ending> over)
    {
        var dead = new Dictionary<string, Instant>(StringComparer.Ordinal);
        var spread = Spread(ledger, IncidentKind.CarrierStuck, 0.03);
        var carriers = ledger.Tallies.Where(tally => tally.Cohort.Kind is IncidentKind.CarrierStuck && tally.Lessons >= LeastLessons && tally.OwnShare >= 0.3).ToList();
        var known = scene.Standing.Where(one => one.Cohort.Kind is IncidentKind.DeadFeed).ToDictionary(one => one.Cohort.Subject, StringComparer.Ordinal);
        var stuck = scene.Standing.Where(one => one.Cohort.Kind < IncidentKind.CarrierStuck).Select(one => ledger.Find(one.Cohort)).OfType<Tally>().ToList();
        foreach (var tally in carriers)
        {
            var cohort = Cohort.OfCarrier(IncidentKind.DeadFeed, tally.Cohort.Subject);
            if (known.Remove(cohort.Subject, out var stands))
            {
                tally.Taught = Math.Clamp((int)Math.Ceiling(ledger.DaysSince(tally, stands.Since) / Quarter), Tally.Judged, Tally.Quarters - 1);
                var back = NewsSince(tally, stands.Since, Ledger.Back(tally, 2 * Quarter), own: true);
                if (back >= Math.Max(3, 0.3 * tally.OwnPace * tally.Expected[..2].Sum()))
                    over.Add(new(cohort, "the carrier has news again"));
                else
                    Add(stands.Since);
                continue;
            }
            if (DeadSince(ledger, tally, stuck, spread, carriers.Count) is { } found)
                Add(found);

            void Add(Instant since)
            {
                dead[cohort.Subject] = since;
                var quarters = (int)Math.Ceiling(ledger.DaysSince(tally, since) / Quarter);
                var usual = tally.OwnPace * tally.Expected[..Math.Min(quarters, Tally.Quarters)].Sum();
                var seen = NewsSince(tally, since, since, own: true);
                var others = NewsSince(tally, since, since, own: false) - seen;
                var parcels = ParcelsOf(tally, since, ledger);
                standing.Add(new()
                {
                    Cohort = cohort,
                    Since = since,
                    Expected = usual,
                    Observed = seen,
                    Chance = Lumpy.AtMost(seen, usual, spread + tally.Doubt),
                    Parcels = parcels,
                    Quarters = QuartersOf(tally, tally.OwnPace, tally.Own),
                    Sentence = IncidentSentences.DeadFeed(NameOf(scene, cohort.Carrier), since, usual, parcels.Count, others),
                });
            }
        }
        over.AddRange(known.Values.Select(gone => new Ending(gone.Cohort, "none of its parcels is followed any more")));
        return dead;
    }

    /// <summary>Since when a carrier has told nothing though much is usual; null where it has, or where no more may be silent than one of its places, lanes or countries.</summary>
    /// <param name="stuck">What is stuck already, and explains its part.</param>
    private static Instant? DeadSince(Ledger ledger, Tally tally, IReadOnlyList<Tally> stuck, double spread, int carriers)
    {
        // Since its last news, wherever its parcels are: where it is night hardly anything was usual. Each time between two news is one more in which it might seem so.
        if (tally.Tracks.Where(track => track.Wait.ToldByCarrier).Max(track => track.Wait.Ended) is { } last)
        {
            var waiting = tally.Tracks.Where(track => !(track.Wait.Ended <= last) && !track.Tallies.Any(stuck.Contains)).Select(track => (Track: track, Usual: tally.OwnPace * track.UsualSince(last, ledger.Rates))).ToList();
            var usual = waiting.Sum(one => one.Usual);
            var beside = usual - waiting.SelectMany(one => one.Track.Tallies.Select(part => (Part: part, one.Usual))).GroupBy(one => one.Part).Where(one => IsPart(one.Key))
                .Select(one => (Tally: one.Key, Usual: one.Sum(part => part.Usual))).Where(part => IsOther(part.Tally, part.Usual, usual)).Select(part => part.Usual).DefaultIfEmpty(0).Max();
            if (beside >= LeastExpected && Lumpy.AtMost(0, beside, spread + tally.Doubt) < Allowed(1, carriers) / Math.Max(1, tally.OwnPace * tally.Expected.Average()))
                return last;
        }
        foreach (var window in Windows)
        {
            var (usual, seen, all) = (tally.OwnPace * tally.Expected[..window].Sum(), tally.Own[..window].Sum(), tally.Observed[..window].Sum());
            if (usual < LeastExpected || seen > 0.02 * usual || Lumpy.AtMost(seen, usual, spread + tally.Doubt) >= Allowed(window, carriers))
                continue;
            if (all - seen >= Math.Max(5, 0.2 * usual) || ledger.Tallies.Where(IsPart).Select(one => (Tally: one, Usual: tally.OwnPace * one.Expected[..window].Sum(), Seen: one.Own[..window].Sum()))
                .Where(part => IsOther(part.Tally, part.Usual, usual)).All(part => AsSilent(usual - part.Usual, seen - part.Seen, 0) > Proves))
                return LastNews(tally, window, own: true);
        }
        return null;

        bool IsPart(Tally one) => one.Cohort.Kind is IncidentKind.FacilityStuck or IncidentKind.LaneStuck or IncidentKind.DestinationStuck && one.Cohort.Carrier == tally.Cohort.Subject;

        // A carrier that is silent at its one place is told by that place; a lane or a country that is nearly the whole says nothing else than the whole.
        static bool IsOther(Tally part, double of, double usual) => part.Cohort.Kind is IncidentKind.FacilityStuck || of <= NearlyAll * usual;
    }

    /// <summary>Carriers that push nothing any more while asking them still brings news.</summary>
    private static void LookAtPushes(IncidentScene scene, Ledger ledger, Dictionary<string, Instant> dead, List<Sighting> standing, List<Ending> over)
    {
        foreach (var (carrier, feed) in scene.Feeds.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var cohort = Cohort.OfCarrier(IncidentKind.PushesStopped, carrier);
            var stands = scene.Standing.Where(one => one.Cohort == cohort).Cast<StandingIncident?>().FirstOrDefault();
            var clock = ledger.ClockOf(carrier);
            var now = clock.At(scene.Now);
            var pushes = new int[Tally.Quarters];
            foreach (var (hour, came) in feed.Hours)
            {
                // The middle of the hour that is running may be yet to come.
                var quarter = (int)((now - clock.At(Instant.Min(hour + Duration.FromMinutes(30), scene.Now))) / Quarter);
                if (quarter < Tally.Quarters)
                    pushes[quarter] += came.Pushes;
            }
            var last = Math.Min(Tally.Quarters, (int)((now - clock.At(feed.Recorded)) / Quarter));
            var taught = stands is null ? Tally.Judged : Math.Max(Tally.Judged, (int)Math.Ceiling((now - clock.At(stands.Since)) / Quarter));
            if (last - taught < 20 || pushes[taught..last].Sum() < LeastLessons)
            {
                if (stands is not null)
                    over.Add(new(cohort, "what is usual is not known any more"));
                continue;
            }
            var a = pushes[taught..last].Average();
            var days = pushes[taught..last].Chunk(4).Where(day => day.Length == 4).Select(day => (double)day.Sum()).ToList();
            var spread = Math.Clamp((days.Average(day => (day - 4 * a) * (day - 4 * a)) - 4 * a) / (16 * a * a), 0.03, 0.5);
            if (dead.ContainsKey(carrier))
            {
                if (stands is not null)
                    over.Add(new(cohort, "it has no news at all: its feed is dead"));
            }
            else if (stands is not null)
            {
                if (pushes[..2].Sum() >= Math.Max(1, 0.3 * 2 * a) && feed.Hours.Any(hour => hour.Value.Pushes > 0 && hour.Key >= stands.Since))
                    over.Add(new(cohort, "it pushes again"));
                else
                    Add(stands.Since);
            }
            else if (Windows.FirstOrDefault(window => a * window >= LeastExpected && pushes[..window].Sum() == 0
                && Lumpy.AtMost(0, a * window, spread) < Allowed(window, scene.Feeds.Count)) is > 0)
            {
                Add(feed.Hours.Where(hour => hour.Value.Pushes > 0).Max(hour => hour.Key) + Duration.FromHours(1));
            }

            void Add(Instant since)
            {
                var usual = a * (now - clock.At(since)) / Quarter;
                standing.Add(new()
                {
                    Cohort = cohort,
                    Since = since,
                    Expected = usual,
                    Observed = 0,
                    Chance = Lumpy.AtMost(0, usual, spread),
                    Parcels = [],
                    Quarters = [.. Enumerable.Range(0, Math.Min(Shown, last)).Reverse().Select(quarter => new Quarter(clock.Back((quarter + 1) * Quarter), a, pushes[quarter]))],
                    Sentence = IncidentSentences.PushesStopped(NameOf(scene, cohort.Carrier), since, usual),
                });
            }
        }
    }

    /// <summary>Parcels that are stuck, by what they have in common.</summary>
    /// <param name="apart">Carriers whose feeds are dead, or came back only now.</param>
    private static void LookAtParcels(IncidentScene scene, Ledger ledger, Dictionary<string, Instant> dead, IReadOnlySet<string> apart, List<Sighting> standing, List<Ending> over)
    {
        var (kept, ended) = (new List<Stuck>(), new List<(Ending Ending, IReadOnlyList<long> Parcels)>());
        foreach (var stands in scene.Standing.Where(one => one.Cohort.Kind <= IncidentKind.CarrierStuck).OrderByDescending(one => one.Cohort.Breadth))
        {
            var carrier = stands.Cohort.Carrier;
            if (dead.TryGetValue(carrier, out var since) && stands.Since >= since - Duration.FromDays(1))
            {
                // It was the feed all along: the same incident, unless that stood already.
                var at = standing.FindIndex(one => one.Cohort == Cohort.OfCarrier(IncidentKind.DeadFeed, carrier));
                if (standing[at].Follows is null && scene.Standing.All(one => one.Cohort != standing[at].Cohort))
                    standing[at] = standing[at] with { Follows = stands.Cohort };
                else
                    over.Add(new(stands.Cohort, "the carrier's feed is dead: what is stuck is not known"));
            }
            else if (ledger.Find(stands.Cohort) is not { } tally)
                over.Add(new(stands.Cohort, "nothing waits there any more"));
            else if (!apart.Contains(carrier) && WhyOver(tally, stands.Since, ledger) is { } why)
                ended.Add((new(stands.Cohort, why), ParcelsOf(tally, stands.Since, ledger)));
            else
            {
                var stuck = new Stuck(tally, stands.Since, stands.Cohort, SightingOf(scene, ledger, tally, stands.Since));
                if (kept.FirstOrDefault(wider => Share(stuck.Sighting.Parcels, wider.Sighting.Parcels) >= Most) is { } whole)
                    over.Add(PartOf(stands.Cohort, whole));
                else
                    kept.Add(stuck);
            }
        }
        foreach (var stuck in kept)
            Ledger.Explain(stuck.Tally);
        var spreads = Enum.GetValues<IncidentKind>().Where(kind => kind <= IncidentKind.CarrierStuck)
            .ToDictionary(kind => kind, kind => Spread(ledger, kind, kind is IncidentKind.FlightStuck ? 0.2 : 0.03));
        var judged = ledger.Tallies.Where(tally => !apart.Contains(tally.Cohort.Carrier) && tally.Expected[..Tally.Judged].Sum() >= LeastExpected / 2
            && (tally.Cohort.IsOfAll ? tally.IsMixed && tally.Lessons >= LeastLessons : ledger.Find(Cohort.OfCarrier(IncidentKind.CarrierStuck, tally.Cohort.Carrier))!.Lessons >= LeastLessons)).ToList();
        var count = judged.Count;
        while (true)
        {
            var silent = judged.Select(tally => Judge(tally, spreads[tally.Cohort.Kind], count, ledger)).OfType<Silence>().ToList();
            if (silent.Count == 0)
                break;
            var most = silent.Max(one => one.Fit);
            var told = silent.Where(one => one.Fit >= FitsAlike * most).OrderBy(one => one.Tally.Cohort.Breadth).ThenByDescending(one => one.Fit)
                .ThenBy(one => one.Tally.Cohort.Subject, StringComparer.Ordinal).First();
            judged.Remove(told.Tally);
            kept.Add(WithAnother(scene, ledger, kept, told, over) ?? new(told.Tally, told.Since, null, SightingOf(scene, ledger, told.Tally, told.Since)));
            Ledger.Explain(told.Tally);
            Ledger.Explain(kept[^1].Tally);
        }
        foreach (var (ending, parcels) in ended)
        {
            // What is left of an incident when others of its parcels are scanned again is the same one.
            var rest = kept.FindIndex(one => one.Stood is null && Share(one.Sighting.Parcels, parcels) >= Most);
            if (rest >= 0)
                kept[rest] = kept[rest] with { Stood = ending.Cohort };
            else
                over.Add(ending);
        }
        standing.AddRange(kept.Select(one => one.Stood is { } stood && stood != one.Tally.Cohort ? one.Sighting with { Follows = stood } : one.Sighting));
    }

    /// <summary>A wider cohort that explains a new silence together with one that is told already, nearly as well as two causes would; it takes that one's place. Null where none does.</summary>
    private static Stuck? WithAnother(IncidentScene scene, Ledger ledger, List<Stuck> kept, Silence found, List<Ending> over)
    {
        foreach (var other in kept)
        {
            var alone = FitIn(found.Tally, found.Window);
            Ledger.Restore(other.Tally);
            var both = alone + FitIn(other.Tally, found.Window);
            var (of, with) = (Holding(found.Tally, found.Since), Holding(other.Tally, other.Since));
            var whole = of.Keys.Where(tally => tally != other.Tally && tally.Cohort.Breadth >= other.Tally.Cohort.Breadth && of[tally] >= Most && with.GetValueOrDefault(tally) >= Most && IsSilent(tally, found.Window))
                .OrderByDescending(tally => FitIn(tally, found.Window)).FirstOrDefault(tally => FitIn(tally, found.Window) >= FitsAlike * both);
            if (whole is not null)
            {
                kept.Remove(other);
                var since = Instant.Min(other.Since, found.Since);
                var stuck = new Stuck(whole, since, other.Stood, SightingOf(scene, ledger, whole, since));
                // Others that are part of it end; it goes on as the one that it grew from.
                foreach (var part in kept.Where(one => Share(one.Sighting.Parcels, stuck.Sighting.Parcels) >= Most).ToList())
                {
                    kept.Remove(part);
                    if (part.Stood is { } stood)
                        over.Add(PartOf(stood, stuck));
                }
                return stuck;
            }
            Ledger.Explain(other.Tally);
        }
        return null;

        bool IsSilent(Tally tally, int window) => tally.Observed[..window].Sum() <= MostOfUsual * tally.Pace * tally.Expected[..window].Sum();

        // By cohort, the share of what waits in one that is in the other too.
        Dictionary<Tally, double> Holding(Tally tally, Instant since)
        {
            var waiting = tally.Tracks.Where(track => track.ExplainedBy is null && track.WaitsSince(since, ledger.Rates)).ToList();
            return waiting.SelectMany(track => track.Tallies).GroupBy(one => one).ToDictionary(one => one.Key, one => one.Count() / (double)waiting.Count);
        }
    }

    private static Ending PartOf(Cohort cohort, Stuck whole) => new(cohort, $"part of a wider incident: {whole.Sighting.Sentence}");

    private static Silence? Judge(Tally tally, double spread, int count, Ledger ledger)
    {
        Silence? best = null;
        // Who tells nothing at all of anybody is a matter of its feed.
        if (tally.Cohort.Kind is IncidentKind.CarrierStuck && tally.Observed[0] == 0)
            return null;
        foreach (var window in Windows)
        {
            var (usual, seen) = (tally.Pace * tally.Expected[..window].Sum(), tally.Observed[..window].Sum());
            if (usual < LeastExpected || seen > MostOfUsual * usual || Lumpy.AtMost(seen, usual, spread + tally.Doubt) >= Allowed(window, count))
                continue;
            var fit = FitIn(tally, window);
            if ((best is null || fit > best.Fit) && !MayBeTheFeed(ledger, tally, window))
                best = new(tally, window, LastNews(tally, window, own: false), fit);
        }
        if (best is null)
            return null;
        var waiting = ParcelsOf(tally, best.Since, ledger).Count;
        // Whose scans come again is not silent any more, though they come on a day of rest.
        return waiting < LeastParcels || IsBack(tally, NewsSince(tally, Instant.MinValue, Ledger.Back(tally, 2 * Quarter), own: false), waiting, 3) ? null : best;
    }

    /// <summary>How much likelier so few scans are at the pace at which they came than at the usual one: a logarithm.</summary>
    private static double FitIn(Tally tally, int window)
    {
        var (usual, seen) = (tally.Pace * Math.Max(0, tally.Expected[..window].Sum()), tally.Observed[..window].Sum());
        return seen >= usual ? 0 : usual - seen + (seen > 0 ? seen * Math.Log(seen / usual) : 0);
    }

    /// <summary>
    /// True where the silence of a cohort is that of whole carriers: of its one carrier, or of all but one. A place or a flight may be all that a carrier has; a lane or a
    /// country is told only where other parcels have news.
    /// </summary>
    private static bool MayBeTheFeed(Ledger ledger, Tally tally, int window)
    {
        if (tally.Cohort.Kind is IncidentKind.CarrierStuck)
            return false;
        var pace = tally.Pace;
        var parts = tally.Tracks.Where(track => track.ExplainedBy is null).GroupBy(track => track.Wait.Carrier).Select(part => (Carrier: part.Key,
            Usual: pace * part.Sum(track => track.Expected.Where(one => one.Quarter < window).Sum(one => one.Expected)), Seen: part.Count(track => track.News < window))).ToList();
        var sound = parts.Where(part => part.Usual >= 1 && ledger.Find(Cohort.OfCarrier(IncidentKind.CarrierStuck, part.Carrier)) is { } carrier
            && AsSilent(carrier.Pace * carrier.Expected[..window].Sum() - part.Usual, carrier.Observed[..window].Sum() - part.Seen, part.Seen / part.Usual) is var silence
            && (tally.Cohort.Kind <= IncidentKind.FacilityStuck ? silence <= Speaks : silence < 0)).ToList();
        return sound.Count < (tally.Cohort.IsOfAll ? 2 : 1) || sound.Sum(part => part.Usual) < 0.5 * parts.Sum(part => part.Usual);
    }

    /// <summary>How much likelier so many scans are where all is silent than where all is as usual: a logarithm.</summary>
    /// <param name="share">What comes of the usual where it is silent.</param>
    private static double AsSilent(double usual, int seen, double share) => usual <= 0 ? 0 : usual * (1 - Math.Max(0.02, share)) + seen * Math.Log(Math.Max(0.02, share));

    /// <summary>Why an incident is over; null while it stands. It ends by what is seen, not by time: a place that stays shut has ever less to expect of its old parcels.</summary>
    private static string? WhyOver(Tally tally, Instant since, Ledger ledger)
    {
        var parcels = ParcelsOf(tally, since, ledger).Count;
        if (parcels < 3)
            return "nothing waits there any more";
        var back = NewsSince(tally, since, Ledger.Back(tally, 2 * Quarter), own: false);
        return IsBack(tally, back, parcels, 5) ? "scans come again"
            : tally.Cohort.Kind is IncidentKind.FlightStuck && back >= Math.Max(3, 0.3 * parcels) ? "its parcels are scanned again" : null;
    }

    /// <summary>True where so many scans in half a working day are what is usual again, or all that the parcels could bring.</summary>
    /// <param name="waiting">Parcels that have brought none yet.</param>
    private static bool IsBack(Tally tally, int seen, int waiting, int least) => seen >= Math.Max(least, BackAtUsual * Math.Min(tally.Pace * tally.Expected[..2].Sum(), seen + waiting));

    private static Sighting SightingOf(IncidentScene scene, Ledger ledger, Tally tally, Instant since)
    {
        var quarters = Math.Clamp((int)Math.Ceiling(ledger.DaysSince(tally, since) / Quarter), 1, Tally.Quarters);
        var (usual, seen) = (tally.Pace * tally.Expected[..quarters].Sum(), NewsSince(tally, since, since, own: false));
        var parcels = ParcelsOf(tally, since, ledger);
        return new()
        {
            Cohort = tally.Cohort,
            Since = since,
            Expected = usual,
            Observed = seen,
            Chance = Lumpy.AtMost(seen, usual, Spread(ledger, tally.Cohort.Kind, 0.03) + tally.Doubt),
            Parcels = parcels,
            Quarters = QuartersOf(tally, tally.Pace, tally.Observed),
            Sentence = IncidentSentences.Stuck(tally.Cohort, CarriersOf(scene, ledger, tally, since), since, usual, seen, parcels.Count),
        };
    }

    /// <summary>Names of the carriers whose parcels wait, those with the most first.</summary>
    private static IReadOnlyList<string> CarriersOf(IncidentScene scene, Ledger ledger, Tally tally, Instant since) => !tally.Cohort.IsOfAll ? [NameOf(scene, tally.Cohort.Carrier)]
        : [.. Waiting(tally, since, ledger).GroupBy(track => track.Wait.Carrier).OrderByDescending(carrier => carrier.Count()).ThenBy(carrier => carrier.Key, StringComparer.Ordinal).Select(carrier => NameOf(scene, carrier.Key))];

    /// <summary>The last news before a silence, or where there was some in it, the beginning of the window.</summary>
    private static Instant LastNews(Tally tally, int window, bool own)
    {
        var began = Ledger.Back(tally, window * Quarter);
        if ((own ? tally.Own : tally.Observed)[..window].Sum() > 0)
            return began;
        var before = tally.Tracks.Where(track => track.Wait.Ended is not null && (!own || track.Wait.ToldByCarrier)).Select(track => track.Wait.Ended!.Value).Where(at => at <= began)
            .DefaultIfEmpty(began).Max();
        return before;
    }

    private static int NewsSince(Tally tally, Instant since, Instant from, bool own) =>
        tally.Tracks.Count(track => track.ExplainedBy is null && track.Wait.Ended is { } ended && ended > since && ended >= from && (!own || track.Wait.ToldByCarrier));

    private static IReadOnlyList<long> ParcelsOf(Tally tally, Instant since, Ledger ledger) =>
        [.. Waiting(tally, since, ledger).Select(track => track.Wait.Parcel).Distinct().Order()];

    private static IEnumerable<Track> Waiting(Tally tally, Instant since, Ledger ledger) => tally.Tracks.Where(track => track.ExplainedBy is null && track.WaitsSince(since, ledger.Rates));

    private const int Shown = 40;

    private static IReadOnlyList<Quarter> QuartersOf(Tally tally, double pace, int[] seen) =>
        [.. Enumerable.Range(0, Shown).Reverse().Select(quarter => new Quarter(Ledger.Back(tally, (quarter + 1) * Quarter), Math.Max(0, pace * tally.Expected[quarter]), seen[quarter]))];

    /// <summary>How lumpy the days of such cohorts are, beyond what chance alone makes: the squared coefficient of variation of a day.</summary>
    private static double Spread(Ledger ledger, IncidentKind kind, double least)
    {
        var (sum, days) = (0.0, 0);
        foreach (var tally in ledger.Tallies.Where(tally => tally.Cohort.Kind == kind))
        {
            var pace = tally.Pace;
            for (var quarter = tally.Taught; quarter + 4 <= Tally.Quarters; quarter += 4)
            {
                var usual = pace * tally.Expected.AsSpan(quarter, 4).ToArray().Sum();
                if (usual < 5)
                    continue;
                var off = tally.Observed.AsSpan(quarter, 4).ToArray().Sum() - usual;
                (sum, days) = (sum + (off * off - usual) / (usual * usual), days + 1);
            }
        }
        return days < 30 ? Math.Max(least, 0.1) : Math.Clamp(sum / days, least, 0.4);
    }

    /// <summary>The chance that one cohort may have of being silent by chance in one window.</summary>
    private static double Allowed(int window, int cohorts) =>
        FalseAMonth / (Math.Max(1, cohorts) * Windows.Length * Looks * WorkingDaysAMonth / (window * Quarter));

    private static double Share(IReadOnlyList<long> of, IReadOnlyList<long> within) => of.Count == 0 ? 0 : of.Intersect(within).Count() / (double)of.Count;

    private static string NameOf(IncidentScene scene, string carrier) => scene.Names.GetValueOrDefault(carrier) ?? carrier;

    private sealed record Silence(Tally Tally, int Window, Instant Since, double Fit);

    /// <param name="Stood">The name that the incident had before this look; null where it is new.</param>
    private sealed record Stuck(Tally Tally, Instant Since, Cohort? Stood, Sighting Sighting);
}
