using NodaTime;
using Tracking.Core.Lanes;

namespace Tracking.Jobs.History;

/// <summary>Rows of any order and number, read back in the order of their hand-over: sorted runs in a temporary file, merged, so that memory does not grow with them.</summary>
public sealed class HistorySort : IDisposable
{
    private const int RunRows = 50_000;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"tracking-history-{Guid.NewGuid():N}");
    private readonly FileStream _spool;
    private readonly List<(long Start, long End)> _runs = [];
    private readonly List<LaneKey> _keys = [];
    private readonly Dictionary<LaneKey, int> _places = [];

    /// <summary>Reads them all.</summary>
    public HistorySort(IEnumerable<HistoryRow> rows)
    {
        _spool = new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        var run = new List<HistoryRow>();
        using var writer = new BinaryWriter(_spool, System.Text.Encoding.UTF8, leaveOpen: true);
        foreach (var row in rows)
        {
            run.Add(row);
            Count++;
            if (run.Count == RunRows)
                Spill(run, writer);
        }
        if (run.Count > 0)
            Spill(run, writer);
        writer.Flush();
    }

    public long Count { get; private set; }

    /// <summary>Earliest hand-over first; one enumeration at a time.</summary>
    public IEnumerable<HistoryRow> InOrder()
    {
        var merge = new PriorityQueue<Run, (LocalDateTime, int)>();
        for (var i = 0; i < _runs.Count; i++)
        {
            var run = new Run(this, _runs[i].Start, _runs[i].End);
            if (run.Next())
                merge.Enqueue(run, (run.Current.HandedOver, i));
        }
        while (merge.TryDequeue(out var run, out var place))
        {
            yield return run.Current;
            if (run.Next())
                merge.Enqueue(run, (run.Current.HandedOver, place.Item2));
        }
    }

    public void Dispose() => _spool.Dispose();

    private void Spill(List<HistoryRow> run, BinaryWriter writer)
    {
        var start = _spool.Position;
        foreach (var row in run.OrderBy(row => row.HandedOver))
        {
            if (!_places.TryGetValue(row.Key, out var place))
            {
                _places[row.Key] = place = _keys.Count;
                _keys.Add(row.Key);
            }
            writer.Write(place);
            writer.Write(TicksOf(row.HandedOver));
            writer.Write(row.Delivered is { } delivered ? TicksOf(delivered) : 0);
            writer.Write(row.Estimate is { } estimate ? TicksOf(estimate.AtMidnight()) : 0);
            writer.Write(row.Weight);
        }
        writer.Flush();
        _runs.Add((start, _spool.Position));
        run.Clear();
    }

    private static long TicksOf(LocalDateTime time) => time.ToDateTimeUnspecified().Ticks;

    private static LocalDateTime TimeOf(long ticks) => LocalDateTime.FromDateTime(new DateTime(ticks));

    private sealed class Run(HistorySort sort, long position, long end)
    {
        private const int RowBytes = 36;
        private readonly byte[] _buffer = new byte[RowBytes * 256];
        private int _at, _filled;

        public HistoryRow Current { get; private set; } = null!;

        public bool Next()
        {
            if (_at == _filled)
            {
                if (position >= end)
                    return false;
                sort._spool.Position = position;
                _filled = (int)Math.Min(_buffer.Length, end - position);
                sort._spool.ReadExactly(_buffer, 0, _filled);
                (position, _at) = (position + _filled, 0);
            }
            var delivered = BitConverter.ToInt64(_buffer, _at + 12);
            var estimate = BitConverter.ToInt64(_buffer, _at + 20);
            Current = new()
            {
                Key = sort._keys[BitConverter.ToInt32(_buffer, _at)],
                HandedOver = TimeOf(BitConverter.ToInt64(_buffer, _at + 4)),
                Delivered = delivered == 0 ? null : TimeOf(delivered),
                Estimate = estimate == 0 ? null : TimeOf(estimate).Date,
                Weight = BitConverter.ToDouble(_buffer, _at + 28),
            };
            _at += RowBytes;
            return true;
        }
    }
}
