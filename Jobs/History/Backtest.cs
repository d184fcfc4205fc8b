using NodaTime;
using Tracking.Core.Lanes;

namespace Tracking.Jobs.History;

/// <summary>
/// Learns lanes on the earlier part of a history and judges on the rest, day by day as the portal would: each promise is made at hand-over from the norms
/// of the night before, which know the deliveries until then and the parcels still waiting. Memory holds the parcels under way, whatever the file's length.
/// </summary>
public sealed class Backtest
{
    /// <summary>Silent days at which the chance of loss is judged, and the fixed rules beside which the stuck detector is.</summary>
    public static readonly int[] SilentDays = [7, 14, 21, 30];
    private static readonly int[] FixedDays = [7, 14, 30];
    private const int LostAfterDays = 90;
    private static readonly double[] Levels = [0.5, 0.8, 0.9, 0.95];
    private readonly HistorySort _rows;
    private readonly LocalDateTime _end;
    private readonly LaneLearner _learner = new();
    private readonly List<Waiting> _waiting = [];
    private readonly Dictionary<LocalDate, List<(Waiting Parcel, int Aim, LocalDate Day)>> _due = [];
    private readonly Aim[] _aims;
    private readonly BacktestScore _score;
    private readonly long _learn;
    private LearnedLanes _norms = LearnedLanes.Empty;

    private Backtest(HistorySort rows, LocalDateTime end, long learn, double miss)
    {
        (_rows, _end, _learn) = (rows, end, learn);
        _aims = [new(miss), new(0.05), new(0.05), new(0.1), new(0.1)];
        _score = new(FixedDays);
    }

    /// <param name="learn">The share of the parcels handed over to learn from, the earliest first.</param>
    public static BacktestReport Run(HistoryFile file, double learn, CancellationToken cancel)
    {
        using var rows = new HistorySort(file.Rows());
        var learned = (long)(rows.Count * learn);
        if (learned == 0 || learned == rows.Count)
            throw new ArgumentException($"{rows.Count} parcels were handed over: too few to learn from {learn:0.##} of them and judge the rest.");
        var miss = LateRate(rows, learned);
        return new Backtest(rows, file.End, learned, miss).Go(file, miss, cancel);
    }

    /// <summary>How often the file's own estimate was late in the part to learn from, as it was known at its end; 0.05 where there is no estimate.</summary>
    private static double LateRate(HistorySort rows, long learn)
    {
        var split = rows.InOrder().Skip((int)learn).First().HandedOver;
        var late = new Tally();
        foreach (var row in rows.InOrder().Take((int)learn))
        {
            if (row.Estimate is { } estimate && estimate < split.Date)
                late.Add(row.Delivered is not { } delivered || delivered.Date > estimate ? 1 : 0, row.Weight);
        }
        return late.Weight > 0 ? Math.Clamp(late.Mean, 0.005, 0.5) : 0.05;
    }

    private BacktestReport Go(HistoryFile file, double miss, CancellationToken cancel)
    {
        LocalDate? today = null;
        var count = 0L;
        foreach (var row in _rows.InOrder())
        {
            today ??= row.HandedOver.Date;
            for (; today < row.HandedOver.Date; today = today.Value.PlusDays(1))
            {
                cancel.ThrowIfCancellationRequested();
                EndDay(today.Value);
            }
            HandOver(row, count++ >= _learn);
        }
        for (var day = today!.Value; (_waiting.Count > 0 || _due.Count > 0) && day <= _end.Date; day = day.PlusDays(1))
            EndDay(day);
        return _score.Report(file, _learn, count - _learn, miss);
    }

    private void HandOver(HistoryRow row, bool judged)
    {
        var parcel = new Waiting(row, judged && IsDecided(row));
        _waiting.Add(parcel);
        if (_norms.Stretches.GetValueOrDefault(row.Stretch) is not { Parcels: >= LearnedStretch.EnoughParcels } learned)
            return;
        var curve = learned.CurveOf(row.Key);
        var clock = WorkClock.Of(row.Key.Country);
        var day = new LocalDate[_aims.Length];
        for (var i = 0; i < _aims.Length; i++)
        {
            var chance = i is 1 or 3 ? _aims[i].Nominal : 1 - _aims[i].Nominal;
            day[i] = clock.DayAfter(row.HandedOver, curve.Quantile(chance));
            if (!_due.TryGetValue(day[i], out var due))
                _due[day[i]] = due = [];
            due.Add((parcel, i, day[i]));
        }
        if (!judged || row.Delivered is not { } delivered)
        {
            if (!judged && row.Delivered is { } known)
                _score.Learned(clock.Between(row.HandedOver, known), row);
            return;
        }
        _score.Promise(row, delivered, day, [.. Levels.Select(level => clock.DayAfter(row.HandedOver, curve.Quantile(level)))], Levels);
    }

    private void EndDay(LocalDate day)
    {
        var now = day.PlusDays(1).AtMidnight();
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var parcel = _waiting[i];
            var row = parcel.Row;
            var came = row.Delivered < now;
            var until = came ? row.Delivered!.Value : now;
            _learner.Learn(new(row.Stretch, row.Key, row.HandedOver, parcel.Seen, until, came ? SpellEnd.Moved : SpellEnd.Waiting, row.Weight), now);
            parcel.Seen = until;
            var silent = Period.DaysBetween(row.HandedOver.Date, now.Date);
            if (!came && parcel.Decided)
                Watch(parcel, now, silent);
            if (came || silent >= LostAfterDays)
            {
                _waiting[i] = _waiting[^1];
                _waiting.RemoveAt(_waiting.Count - 1);
            }
        }
        if (_due.Remove(day, out var due))
        {
            foreach (var (parcel, aim, given) in due)
            {
                var row = parcel.Row;
                var came = row.Delivered is { } delivered && delivered < now;
                // A parcel that is still out is late only if it ever comes.
                var comes = came ? 1 : 1 - _norms.Find(row.Stretch, row.Key)!.ChanceLost(WorkClock.Of(row.Key.Country).Between(row.HandedOver, now));
                _aims[aim].Came(aim is 1 or 3 ? came && row.Delivered!.Value.Date < given : !came, row.Weight * comes);
            }
        }
        foreach (var aim in _aims)
            aim.Step();
        _norms = _learner.Build();
    }

    private void Watch(Waiting parcel, LocalDateTime now, int silent)
    {
        var lost = IsLost(parcel.Row);
        var chance = _norms.Find(parcel.Row.Stretch, parcel.Row.Key)!.ChanceLost(WorkClock.Of(parcel.Row.Key.Country).Between(parcel.Row.HandedOver, now));
        if (SilentDays.Contains(silent))
            _score.Chance(chance, lost, parcel.Row.Weight);
        parcel.Alarm = _score.Silent(silent, chance, parcel.Alarm, lost, parcel.Row.Weight);
        if (silent == 1 && lost)
            _score.Lost(parcel.Row.Weight);
    }

    /// <summary>Whether it was watched for long enough to know.</summary>
    private bool IsDecided(HistoryRow row) => row.HandedOver.PlusDays(LostAfterDays) <= _end;

    private static bool IsLost(HistoryRow row) => row.Delivered is not { } delivered || delivered >= row.HandedOver.PlusDays(LostAfterDays);

    private sealed class Waiting(HistoryRow row, bool decided)
    {
        public HistoryRow Row => row;
        public bool Decided => decided;
        public LocalDateTime Seen { get; set; } = row.HandedOver;

        /// <summary>The highest chance of loss at which the detector has already struck, as a step of its scale.</summary>
        public int Alarm { get; set; }
    }
}
