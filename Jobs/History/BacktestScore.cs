using NodaTime;
using Tracking.Core.Lanes;

namespace Tracking.Jobs.History;

/// <summary>Sums up how good promises, ranges and chances of loss were, in constant memory.</summary>
public sealed class BacktestScore
{
    /// <summary>Thresholds of the stuck detector: its strikes are counted at each, so that afterwards any number of alarms can be asked for.</summary>
    private const int Steps = 400;
    private readonly Tally _ourLate = new(), _ourDays = new(), _theirLate = new(), _theirDays = new(), _pair = new(), _pairSquares = new();
    private readonly Tally _in80 = new(), _in90 = new(), _wide80 = new(), _wide90 = new();
    private readonly Tally _pinball = new(), _pinballMean = new(), _pinballEstimate = new();
    private readonly Dictionary<LaneKey, Tally> _means = [];
    private readonly Tally _mean = new();
    private readonly Tally[] _predicted = [.. Enumerable.Range(0, 10).Select(_ => new Tally())], _observed = [.. Enumerable.Range(0, 10).Select(_ => new Tally())];
    private readonly Strikes[] _detector = [.. Enumerable.Range(0, Steps + 1).Select(_ => new Strikes())];
    private readonly (int Days, Strikes Strikes)[] _fixed;
    private double _lost;

    public BacktestScore(IEnumerable<int> fixedDays) => _fixed = [.. fixedDays.Select(days => (days, new Strikes()))];

    /// <summary>A parcel of the learning part came after so many working days: what the mean of its lane is learned from.</summary>
    public void Learned(double days, HistoryRow row)
    {
        if (!_means.TryGetValue(row.Key, out var mean))
            _means[row.Key] = mean = new();
        mean.Add(days, row.Weight);
        _mean.Add(days, row.Weight);
    }

    /// <param name="day">The promise, the ends of the 90 % range, the ends of the 80 % range.</param>
    /// <param name="quantiles">The days of the levels at which pinball loss is taken.</param>
    public void Promise(HistoryRow row, LocalDateTime delivered, LocalDate[] day, LocalDate[] quantiles, double[] levels)
    {
        var (came, weight) = (delivered.Date, row.Weight);
        _in90.Add(came >= day[1] && came <= day[2] ? 1 : 0, weight);
        _wide90.Add(Days(day[1], day[2]), weight);
        _in80.Add(came >= day[3] && came <= day[4] ? 1 : 0, weight);
        _wide80.Add(Days(day[3], day[4]), weight);
        var mean = _means.TryGetValue(row.Key, out var own) && own.Effective >= 5 ? own.Mean : _mean.Mean;
        var meanDay = WorkClock.Of(row.Key.Country).DayAfter(row.HandedOver, mean);
        for (var i = 0; i < levels.Length; i++)
        {
            _pinball.Add(Pinball(came, quantiles[i], levels[i]), weight);
            _pinballMean.Add(Pinball(came, meanDay, levels[i]), weight);
            if (row.Estimate is { } said)
                _pinballEstimate.Add(Pinball(came, said, levels[i]), weight);
        }
        var late = came > day[0] ? 1 : 0;
        if (row.Estimate is not { } estimate)
        {
            _ourLate.Add(late, weight);
            _ourDays.Add(Days(row.HandedOver.Date, day[0]), weight);
            return;
        }
        var theirs = came > estimate ? 1 : 0;
        _ourLate.Add(late, weight);
        _ourDays.Add(Days(row.HandedOver.Date, day[0]), weight);
        _theirLate.Add(theirs, weight);
        _theirDays.Add(Days(row.HandedOver.Date, estimate), weight);
        _pair.Add(late - theirs, weight);
        _pairSquares.Add((late - theirs) * (late - theirs), weight);
    }

    /// <summary>A chance of loss told of a silent parcel, and whether it was.</summary>
    public void Chance(double chance, bool lost, double weight)
    {
        var bin = Math.Min(9, (int)(chance * 10));
        _predicted[bin].Add(chance, weight);
        _observed[bin].Add(lost ? 1 : 0, weight);
    }

    public void Lost(double weight) => _lost += weight;

    /// <summary>A parcel has been silent for so many days. Returns the step of the detector's scale that it has reached.</summary>
    public int Silent(int days, double chance, int reached, bool lost, double weight)
    {
        foreach (var (at, strikes) in _fixed)
        {
            if (at == days)
                strikes.Add(days, lost, weight);
        }
        var step = StepOf(chance);
        for (var i = reached + 1; i <= step; i++)
            _detector[i].Add(days, lost, weight);
        return Math.Max(reached, step);
    }

    public BacktestReport Report(HistoryFile file, long learned, long judged, double miss) => new()
    {
        Learned = learned,
        Judged = judged,
        Read = file.Read,
        NotHandedOver = file.NotHandedOver,
        Skipped = file.Skipped,
        Doubtful = file.Doubtful,
        Problems = file.Problems,
        Quantile = 1 - miss,
        Promise = new(_ourLate.Mean, _ourDays.Mean),
        Estimate = _theirLate.Weight > 0 ? new(_theirLate.Mean, _theirDays.Mean) : null,
        PairedError = _pair.Effective > 0 ? Math.Sqrt(Math.Max(0, _pairSquares.Mean - _pair.Mean * _pair.Mean) / _pair.Effective) : null,
        Coverage = new(_in80.Mean, _in90.Mean),
        WidthDays = new(_wide80.Mean, _wide90.Mean),
        Pinball = new(_pinball.Mean, _pinballMean.Mean, _pinballEstimate.Weight > 0 ? _pinballEstimate.Mean : null),
        Lost = [.. Enumerable.Range(0, 10).Where(bin => _predicted[bin].Weight > 0).Select(bin => new CalibrationBin(_predicted[bin].Effective, _predicted[bin].Mean, _observed[bin].Mean))],
        Stuck = AtAlarms(_fixed[1].Strikes.Alarms),
        Fixed = [.. _fixed.Select(rule => new FixedRule(rule.Days, ScoreOf(rule.Strikes), AtAlarms(rule.Strikes.Alarms)))],
    };

    /// <summary>The detector at the threshold at which it raises as many alarms, or the fewest above.</summary>
    private DetectorScore AtAlarms(double alarms)
    {
        var step = Steps;
        while (step > 1 && _detector[step].Alarms < alarms)
            step--;
        return ScoreOf(_detector[step]);
    }

    private DetectorScore ScoreOf(Strikes strikes) => new(
        strikes.Alarms, strikes.Alarms > 0 ? strikes.Hits / strikes.Alarms : 0, _lost > 0 ? strikes.Hits / _lost : 0, strikes.MedianDays());

    /// <summary>Evenly spaced in log-odds from 1e-4 to 1 − 1e-4.</summary>
    private static int StepOf(double chance)
    {
        var odds = Math.Log(Math.Clamp(chance, 1e-4, 1 - 1e-4) / (1 - Math.Clamp(chance, 1e-4, 1 - 1e-4)));
        const double End = 9.21;
        return Math.Clamp((int)((odds + End) / (2 * End) * Steps), 0, Steps);
    }

    private static double Pinball(LocalDate came, LocalDate given, double level) => Days(given, came) is >= 0 and var late ? level * late : (level - 1) * Days(given, came);

    private static int Days(LocalDate from, LocalDate to) => Period.DaysBetween(from, to);

    private sealed class Strikes
    {
        private readonly double[] _hitDays = new double[91];

        public double Alarms { get; private set; }
        public double Hits { get; private set; }

        public void Add(int days, bool lost, double weight)
        {
            Alarms += weight;
            if (!lost)
                return;
            Hits += weight;
            _hitDays[Math.Clamp(days, 0, 90)] += weight;
        }

        public int? MedianDays()
        {
            var seen = 0.0;
            for (var day = 0; day < _hitDays.Length; day++)
            {
                seen += _hitDays[day];
                if (Hits > 0 && seen >= Hits / 2)
                    return day;
            }
            return null;
        }
    }
}
