using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>
/// A world of any number of journeys with known truth: lanes of different speed, weekends and holidays of both ends, a strike, backlogs, dead feeds and real losses.
/// The same seed makes the same world; journeys are made one at a time, in the order of their labels, and any of them without those before it.
/// </summary>
public sealed class TrueWorld
{
    private readonly int _seed;
    private readonly long _count;
    private readonly Duration _span;
    private readonly IReadOnlyList<TrueLane> _lanes;
    private readonly int[] _upTo;

    private TrueWorld(int seed, long count, LocalDateTime start, Duration span, IReadOnlyList<TrueLane> lanes, IReadOnlyList<Trouble> troubles)
    {
        (_seed, _count, Start, _span, _lanes, Troubles) = (seed, count, start, span, lanes, troubles);
        _upTo = new int[lanes.Count];
        for (var (i, sum) = (0, 0); i < lanes.Count; i++)
            _upTo[i] = sum += lanes[i].Share;
    }

    public LocalDateTime Start { get; }

    /// <summary>When the last label is made.</summary>
    public LocalDateTime End => Start.PlusSeconds((long)_span.TotalSeconds);

    /// <summary>For the judge alone.</summary>
    public IReadOnlyList<Trouble> Troubles { get; }

    public IReadOnlyList<TrueLane> Lanes => _lanes;

    /// <summary>Lanes as different as published figures say, with troubles.</summary>
    public static TrueWorld Varied(int seed, long count, int days = 420) => Varied(seed, count, days, TrueLanes.Varied);

    /// <summary>The same with losses on all lanes alike.</summary>
    public static TrueWorld EvenlyLost(int seed, long count, int days = 420) => Varied(seed, count, days, TrueLanes.EvenlyLost);

    private static TrueWorld Varied(int seed, long count, int days, IReadOnlyList<TrueLane> lanes)
    {
        var start = new LocalDateTime(2024, 9, 1, 0, 0);
        return new(seed, count, start, Duration.FromDays(days), lanes, TroublesOf(new Random(seed), start, days));
    }

    /// <summary>Lanes and phases all alike, without holidays and troubles: nothing can be learned that a fixed number of working days does not know.</summary>
    public static TrueWorld Alike(int seed, long count, int days = 420) =>
        new(seed, count, new LocalDateTime(2024, 9, 1, 0, 0), Duration.FromDays(days), TrueLanes.Alike, []);

    public IEnumerable<TrueJourney> Journeys()
    {
        for (var i = 0L; i < _count; i++)
            yield return Journey(i);
    }

    /// <summary>Those whose labels are made in a span, without making the others.</summary>
    public IEnumerable<TrueJourney> Between(LocalDateTime from, LocalDateTime to)
    {
        var (first, last) = (NumberAt(from), NumberAt(to));
        for (var i = first; i <= last; i++)
            yield return Journey(i);

        long NumberAt(LocalDateTime at) => Math.Clamp((long)((at.ToDateTimeUnspecified() - Start.ToDateTimeUnspecified()).TotalSeconds / _span.TotalSeconds * _count), 0, _count - 1);
    }

    public TrueJourney Journey(long number)
    {
        var random = new Random(HashCode32(_seed, number));
        var lane = _lanes[LaneAt(random.Next(_upTo[^1]))];
        var depot = lane.Depots[random.Next(lane.Depots.Count)];
        var lostAt = random.NextDouble() < lane.Loss ? Weighted(lane.LossWeights, random) : -1;
        var at = Start.PlusSeconds((long)(_span.TotalSeconds * (number + random.NextDouble()) / _count));
        var steps = new List<TrueStep>(lane.Waits.Count + 1);
        Trouble? held = null;
        for (var i = 0; ; i++)
        {
            var phase = i < lane.Waits.Count ? lane.Waits[i].Phase : Phase.Delivered;
            var place = IsAbroad(phase, lane) ? depot : lane.Key.Origin;
            steps.Add(new(phase, at, Told(lane.Key.Carrier, at, random), place));
            if (phase is Phase.Delivered || i == lostAt)
                return new() { Number = number, Key = lane.Key, Steps = steps, Fate = new(i == lostAt && phase is not Phase.Delivered ? phase : null, held) };
            var next = i + 1 < lane.Waits.Count ? lane.Waits[i + 1].Phase : Phase.Delivered;
            at = Next(lane, lane.Waits[i], next, place, at, random, ref held);
        }
    }

    /// <summary>When the next scan happens: after a log-normal wait on the working clock of the country, at an hour at which such things happen, and not while the place stands still.</summary>
    private LocalDateTime Next(TrueLane lane, (Phase Phase, double Days) wait, Phase next, string place, LocalDateTime from, Random random, ref Trouble? held)
    {
        var country = place[..2];
        var days = wait.Days * Math.Exp(lane.Spread * Normal(random));
        if (Find(TroubleKind.Backlog, lane.Key.Carrier, country, from) is { } slow && wait.Phase is not (Phase.Label or Phase.OutForDelivery))
        {
            held ??= slow;
            days *= slow.Factor;
        }
        var clock = WorkClock.Of(country);
        var at = InHours(clock, from, clock.DayAfter(from, days), next, random);
        // A standing place sends nothing on; what was to leave meanwhile leaves as it opens, spread over two days.
        for (var stands = Standing(lane.Key.Carrier, place, at); stands is not null; stands = Standing(lane.Key.Carrier, place, at))
        {
            held = stands;
            at = InHours(clock, stands.To, clock.DayAfter(stands.To, random.NextDouble() * 2), next, random);
        }
        return at;
    }

    private Trouble? Standing(string carrier, string place, LocalDateTime at) =>
        Find(TroubleKind.Strike, carrier, place, at) ?? Find(TroubleKind.Closed, carrier, place, at);

    private Trouble? Find(TroubleKind kind, string carrier, string place, LocalDateTime at)
    {
        foreach (var trouble in Troubles)
        {
            if (trouble.Kind == kind && trouble.Place == place && (trouble.Carrier.Length == 0 || trouble.Carrier == carrier) && trouble.From <= at && at < trouble.To)
                return trouble;
        }
        return null;
    }

    /// <summary>A carrier tells a scan half an hour after it, on average [I]; a dead feed when it lives again.</summary>
    private LocalDateTime Told(string carrier, LocalDateTime at, Random random)
    {
        var told = at.PlusSeconds((long)(-Math.Log(1 - random.NextDouble()) * 1800));
        return Find(TroubleKind.DeadFeed, carrier, "", told)?.To ?? told;
    }

    private static LocalDateTime InHours(WorkClock clock, LocalDateTime from, LocalDate day, Phase what, Random random)
    {
        for (; ; day = clock.DayAfter(day.AtMidnight().PlusDays(1), random.NextDouble()))
        {
            var hours = Hours.Of(what);
            var at = day.At(new LocalTime(Weighted(hours, random), random.Next(60), random.Next(60)));
            if (at > from)
                return at;
            // Too early: later the same day where people still do such things then.
            var later = 0.0;
            for (var hour = from.Hour + 1; hour < 24; hour++)
                later += hours[hour];
            if (day == from.Date && random.NextDouble() < later / hours.Sum() * 2)
            {
                var pick = random.NextDouble() * later;
                for (var hour = from.Hour + 1; hour < 24; hour++)
                {
                    if ((pick -= hours[hour]) < 0)
                        return day.At(new LocalTime(hour, random.Next(60), random.Next(60)));
                }
            }
        }
    }

    /// <summary>The label and the way to the border are the origin's; from arrival on, the destination's.</summary>
    private static bool IsAbroad(Phase phase, TrueLane lane) =>
        lane.Key.Origin == lane.Key.Destination ? phase is not (Phase.Label or Phase.Accepted) : phase >= Phase.Arrived;

    private static IReadOnlyList<Trouble> TroublesOf(Random random, LocalDateTime start, int days)
    {
        var troubles = new List<Trouble>
        {
            // The Spring Festival: production and posts rest about a week [R].
            new(TroubleKind.Closed, "", "CN", new(2025, 1, 28, 0, 0), new(2025, 2, 5, 0, 0)),
            // The peak of the year's end: parcels of every carrier there take half as long again [I].
            new(TroubleKind.Backlog, "", "US", new(2024, 11, 29, 0, 0), new(2024, 12, 24, 0, 0), 1.5),
            new(TroubleKind.Backlog, "", "DE", new(2024, 11, 29, 0, 0), new(2024, 12, 24, 0, 0), 1.5),
        };
        // One strike and one dead feed in the later part, where detectors are judged; a backlog anywhere.
        string[] struck = ["US-LAX", "BR-CWB", "DE-LEJ", "GB-LHR", "FR-CDG"];
        var strike = start.PlusDays((int)(days * (0.65 + 0.2 * random.NextDouble())));
        troubles.Add(new(TroubleKind.Strike, "", struck[random.Next(struck.Length)], strike, strike.PlusDays(random.Next(6, 11))));
        string[] dead = ["cainiao", "usps", "fedex"];
        var silent = start.PlusDays((int)(days * (0.65 + 0.2 * random.NextDouble()))).PlusHours(random.Next(24));
        troubles.Add(new(TroubleKind.DeadFeed, dead[random.Next(dead.Length)], "", silent, silent.PlusHours(random.Next(36, 97))));
        string[] slow = ["BR", "IT", "ES", "FR"];
        var backlog = start.PlusDays((int)(days * 0.8 * random.NextDouble()));
        troubles.Add(new(TroubleKind.Backlog, "", slow[random.Next(slow.Length)], backlog, backlog.PlusDays(random.Next(14, 29)), 1.5 + random.NextDouble()));
        return troubles;
    }

    private int LaneAt(int pick)
    {
        var at = Array.BinarySearch(_upTo, pick + 1);
        return at < 0 ? ~at : at;
    }

    private static int Weighted(IReadOnlyList<double> weights, Random random)
    {
        var pick = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Count - 1; i++)
        {
            if ((pick -= weights[i]) < 0)
                return i;
        }
        return weights.Count - 1;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>SplitMix64, so that neighbouring numbers share nothing.</summary>
    private static int HashCode32(int seed, long number)
    {
        var z = (ulong)number * 0x9E3779B97F4A7C15 + (ulong)(uint)seed * 0xD1B54A32D192ED03;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) & 0x7FFFFFFF);
    }
}
