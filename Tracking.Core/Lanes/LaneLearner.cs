using NodaTime;

namespace Tracking.Core.Lanes;

/// <summary>
/// Learns what is usual from watched waits, one at a time and in any order: for each lane the parcels at risk and those that moved, by age on log-spaced bins
/// (a Kaplan–Meier table by calendar period: each bin counts with the recency of the day on which the parcel passed it), so parcels still waiting count as
/// much as those that arrived. Not safe for several threads; memory grows with lanes, not with parcels.
/// </summary>
public sealed class LaneLearner
{
    /// <summary>After so many days an observation counts half for the shape of a lane.</summary>
    public const double HalfLife = 365;

    /// <summary>After so many days an observation counts half for the pace of the moment.</summary>
    public const double PaceHalfLife = 4;
    private readonly Dictionary<Stretch, Family> _families = [];
    private double _today = double.NegativeInfinity;

    /// <summary>Counts a wait, or a part of one: giving one wait in several parts comes to the same.</summary>
    /// <param name="now">The moment of learning: nothing later is counted, and what lies behind weighs less.</param>
    public void Learn(in Spell spell, LocalDateTime now)
    {
        var today = WorkClock.Calendar(now);
        _today = Math.Max(_today, today);
        if (!_families.TryGetValue(spell.Stretch, out var family))
            _families[spell.Stretch] = family = new(spell.Stretch);
        family.Learn(spell, now, today);
    }

    /// <summary>What is usual by now. The learner goes on unchanged.</summary>
    public LearnedLanes Build()
    {
        var built = new Dictionary<Stretch, LearnedStretch>();
        foreach (var (stretch, family) in _families)
            built[stretch] = family.Build(_today);
        return new(built);
    }

    private sealed class Family
    {
        private readonly Dictionary<LaneKey, Leaf> _leaves = [];
        private readonly Dictionary<(string, string), Group> _destinations = [];
        private readonly Dictionary<string, Group> _carriers = [];
        private readonly double[] _prior;
        private double _weights, _squares;

        public Family(Stretch stretch) => _prior = PriorOf(stretch.PriorDays);

        public void Learn(in Spell spell, LocalDateTime now, double today)
        {
            var clock = WorkClock.Of(spell.Key.Country);
            var ends = spell.Until < now ? spell.Until : now;
            var known = spell.End is SpellEnd.Lost || spell.Until <= now;
            var from = clock.Between(spell.Began, spell.Since < spell.Began ? spell.Began : spell.Since);
            var to = known && spell.End is SpellEnd.Lost ? LaneCurve.Horizon : Math.Min(LaneCurve.Horizon, clock.Between(spell.Began, ends));
            if (to < from || from >= LaneCurve.Horizon)
                return;
            var leaf = LeafOf(spell.Key);
            leaf.Decay(today);
            var (first, last) = (Bins.Position(from), Bins.Position(to));
            var (dayFirst, dayLast) = (WorkClock.Calendar(spell.Since), WorkClock.Calendar(ends));
            if (to == LaneCurve.Horizon && spell.End is not SpellEnd.Lost)
                dayLast = WorkClock.Calendar(clock.DayAfter(spell.Began, to).AtMidnight());
            var span = Math.Max(to - from, 1e-9);
            for (var b = (int)first; b <= (int)last; b++)
            {
                var (low, high) = (Math.Max(first, b), Math.Min(last, b + 1));
                if (high <= low)
                    continue;
                var days = today - Math.Min(today, dayFirst + (dayLast - dayFirst) * Math.Clamp((Bins.Days((low + high) / 2) - from) / span, 0, 1));
                leaf.Risk[b] += spell.Weight * (high - low) * Math.Pow(2, -days / HalfLife);
                leaf.PaceRisk[b] += spell.Weight * (high - low) * Math.Pow(2, -days / PaceHalfLife);
            }
            if (!known || spell.End is SpellEnd.Waiting or SpellEnd.Lost)
                return;
            (_weights, _squares) = (_weights + spell.Weight, _squares + spell.Weight * spell.Weight);
            var ago = Math.Max(0, today - dayLast);
            var weight = spell.Weight * Math.Pow(2, -ago / HalfLife);
            if (spell.End is SpellEnd.Returned)
            {
                leaf.Returned += weight;
                return;
            }
            leaf.Moved[(int)last] += weight;
            leaf.Parcels += spell.Weight * Math.Pow(2, -ago / HalfLife);
            leaf.PaceMoved[(int)last] += spell.Weight * Math.Pow(2, -ago / PaceHalfLife);
        }

        public LearnedStretch Build(double today)
        {
            foreach (var leaf in _leaves.Values)
                leaf.Decay(today);
            // A row that stands for many is still one observation.
            var evidence = _squares > 0 ? _weights / _squares : 1;
            var fit = new Fit(evidence);
            // Few rounds from one night to the next; more when it is all learned at once.
            for (var (round, moved) = (0, 9.0); round < 2 || round < 50 && moved > 0.1; round++)
            {
                moved = 0;
                fit.Against(Shape(evidence));
                foreach (var group in _destinations.Values)
                    group.Clear();
                foreach (var group in _carriers.Values)
                    group.Clear();
                foreach (var leaf in _leaves.Values)
                {
                    leaf.Destination.Add(leaf, leaf.Offset + leaf.Carrier.Offset);
                    leaf.Carrier.Add(leaf, leaf.Offset + leaf.Destination.Offset);
                }
                if (_carriers.Count > 1)
                {
                    foreach (var group in _carriers.Values)
                        group.Offset = Move(group.Offset, fit.Offset(group.Risk, group.Moved, 0, DestinationSpread, group.Offset, 3));
                }
                foreach (var group in _destinations.Values)
                    group.Offset = Move(group.Offset, fit.Offset(group.Risk, group.Moved, 0, DestinationSpread, group.Offset, 3));
                foreach (var leaf in _leaves.Values)
                    leaf.Offset = Move(leaf.Offset, fit.Offset(leaf.Risk, leaf.Moved, leaf.Destination.Offset + leaf.Carrier.Offset, LaneSpread, leaf.Offset, 2));
                // Only how much slower than the others is known: all of them together are as fast as the shape, or both would drift away.
                var parcels = _leaves.Values.Sum(leaf => leaf.Parcels);
                var middle = parcels > 0 ? _leaves.Values.Sum(leaf => leaf.Parcels * leaf.Whole) / parcels : 0;
                foreach (var group in _carriers.Values)
                    group.Offset -= middle;

                double Move(double from, double to)
                {
                    moved = Math.Max(moved, Math.Abs(to - from));
                    return to;
                }
            }
            var hazard = Shape(evidence);
            fit.Against(hazard);
            double[] paceRisk = new double[Bins.Count], paceMoved = new double[Bins.Count];
            foreach (var leaf in _leaves.Values)
            {
                Bins.AddShifted(leaf.PaceRisk, paceRisk, -leaf.Whole);
                Bins.AddShifted(leaf.PaceMoved, paceMoved, -leaf.Whole);
            }
            return new(
                hazard, fit.Offset(paceRisk, paceMoved, 0, PaceSpread, 0, 14),
                _leaves.ToDictionary(leaf => leaf.Key, leaf => leaf.Value.Copy(evidence)),
                _destinations.ToDictionary(group => group.Key, group => group.Value.Offset + _carriers[group.Key.Item1].Offset),
                _carriers.ToDictionary(group => group.Key, group => group.Value.Offset));
        }

        /// <summary>The hazard of each bin over all lanes, each moved by how much slower it is.</summary>
        private double[] Shape(double evidence)
        {
            double[] risk = new double[Bins.Count], moved = new double[Bins.Count], hazard = new double[Bins.Count];
            foreach (var leaf in _leaves.Values)
            {
                Bins.AddShifted(leaf.Risk, risk, -leaf.Whole);
                Bins.AddShifted(leaf.Moved, moved, -leaf.Whole);
            }
            for (var b = 0; b < Bins.Count; b++)
                hazard[b] = (evidence * moved[b] + PriorParcels * _prior[b]) / (evidence * risk[b] + PriorParcels);
            return hazard;
        }

        private Leaf LeafOf(LaneKey key)
        {
            if (_leaves.TryGetValue(key, out var leaf))
                return leaf;
            if (!_destinations.TryGetValue((key.Carrier, key.Destination), out var destination))
                _destinations[(key.Carrier, key.Destination)] = destination = new();
            if (!_carriers.TryGetValue(key.Carrier, out var carrier))
                _carriers[key.Carrier] = carrier = new();
            return _leaves[key] = new() { Destination = destination, Carrier = carrier };
        }
    }

    /// <summary>A lane moves off carrier × destination by this standard deviation of the logarithm of time, before it is heard.</summary>
    private const double LaneSpread = 0.3;
    private const double DestinationSpread = 0.3;
    private const double PaceSpread = 0.4;
    private const double PriorParcels = 1;

    private static void Scale(double[] table, double by)
    {
        for (var b = 0; b < table.Length; b++)
            table[b] *= by;
    }

    /// <summary>Hazards of a log-normal wait with this median and a standard deviation of 0.6 of which one in a hundred never ends [I]; one parcel's worth of data outweighs them.</summary>
    private static double[] PriorOf(double median)
    {
        const double Lost = 0.01;
        var hazard = new double[Bins.Count];
        for (var b = 0; b < Bins.Count; b++)
            hazard[b] = Math.Log((b == 0 ? 1 : Out(b)) / Out(b + 1));
        return hazard;

        double Out(int edge) => Lost + (1 - Lost) * Tail((Math.Log(Bins.Days(edge)) - Math.Log(median)) / 0.6);
    }

    /// <summary>The upper tail of the normal distribution (Abramowitz and Stegun 26.2.17, error below 1e-7).</summary>
    private static double Tail(double z)
    {
        var t = 1 / (1 + 0.2316419 * Math.Abs(z));
        var p = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z > 0 ? p : 1 - p;
    }

    private sealed class Group
    {
        public double[] Risk { get; } = new double[Bins.Count];
        public double[] Moved { get; } = new double[Bins.Count];
        public double Offset { get; set; }

        public void Clear()
        {
            Array.Clear(Risk);
            Array.Clear(Moved);
        }

        public void Add(Leaf leaf, double offset)
        {
            Bins.AddShifted(leaf.Risk, Risk, -offset);
            Bins.AddShifted(leaf.Moved, Moved, -offset);
        }
    }

    private sealed class Leaf
    {
        private double _day;

        public required Group Destination { get; init; }
        public required Group Carrier { get; init; }
        public double[] Risk { get; } = new double[Bins.Count];
        public double[] Moved { get; } = new double[Bins.Count];
        public double[] PaceRisk { get; } = new double[Bins.Count];
        public double[] PaceMoved { get; } = new double[Bins.Count];
        public double Parcels { get; set; }
        public double Returned { get; set; }
        public double Offset { get; set; }

        /// <summary>By how many bins it is slower than the shared shape.</summary>
        public double Whole => Offset + Destination.Offset + Carrier.Offset;

        public void Decay(double today)
        {
            if (today <= _day)
                return;
            var by = Math.Pow(2, (_day - today) / HalfLife);
            Scale(Risk, by);
            Scale(Moved, by);
            var pace = Math.Pow(2, (_day - today) / PaceHalfLife);
            Scale(PaceRisk, pace);
            Scale(PaceMoved, pace);
            Parcels *= by;
            Returned *= by;
            _day = today;
        }

        public LearnedLane Copy(double evidence) => new()
        {
            Risk = [.. Risk.Select(amount => amount * evidence)],
            Moved = [.. Moved.Select(amount => amount * evidence)],
            Offset = Whole,
            Parcels = Parcels * evidence,
            Returned = Returned * evidence,
        };
    }

    /// <summary>Finds by how much a lane is slower than the shared shape: the most likely shift of its table, held back by a normal prior.</summary>
    private sealed class Fit(double evidence)
    {
        /// <summary>Within the first working day it is the hours at which scans are made that decide, and they are the same on a slow lane.</summary>
        private static readonly int FirstDay = (int)Math.Ceiling(Bins.Position(1));
        private readonly double[] _smooth = new double[Bins.Count];
        private readonly double[] _log = new double[Bins.Count];

        /// <summary>The shape, smoothed over a few bins: against an unsmoothed one every table would lie best where it already does.</summary>
        public void Against(double[] hazard)
        {
            const double Spread = 1.5;
            for (var b = 0; b < Bins.Count; b++)
            {
                var (sum, weight) = (0.0, 0.0);
                for (var near = Math.Max(0, b - 6); near <= Math.Min(Bins.Count - 1, b + 6); near++)
                {
                    var w = Math.Exp(-(near - b) * (near - b) / (2 * Spread * Spread));
                    (sum, weight) = (sum + w * hazard[near], weight + w);
                }
                _smooth[b] = sum / weight;
                _log[b] = Math.Log(Math.Max(1e-4, _smooth[b]));
            }
        }

        /// <summary>The place beyond <paramref name="given"/>, within <paramref name="range"/> bins of <paramref name="start"/>: weighed at whole bins, where nothing is read between two of them, and the peak taken from the best and its neighbours.</summary>
        public double Offset(double[] risk, double[] moved, double given, double spread, double start, int range)
        {
            var first = (int)Math.Round(given + start) - range;
            var likely = new double[2 * range + 1];
            for (var i = 0; i < likely.Length; i++)
            {
                var offset = first + i - given;
                likely[i] = -offset * offset * Bins.Width * Bins.Width / (2 * spread * spread);
                for (var b = FirstDay; b < Bins.Count; b++)
                {
                    var at = Math.Clamp(b - first - i, 0, Bins.Count - 1);
                    likely[i] += evidence * (moved[b] * _log[at] - risk[b] * _smooth[at]);
                }
            }
            var best = Array.IndexOf(likely, likely.Max());
            var peak = best > 0 && best < likely.Length - 1 ? (likely[best - 1] - likely[best + 1]) / (2 * (likely[best - 1] - 2 * likely[best] + likely[best + 1])) : 0;
            return first + best + peak - given;
        }
    }
}
