using NodaTime;

namespace Tracking.Core.Lanes;

/// <summary>What became of the parcels by carrier, lane and month of the hand-over. Memory grows with lanes, not with parcels.</summary>
public sealed class LaneReport
{
    private readonly Dictionary<(LaneKey Key, LocalDate Month), LaneMonth> _months = [];

    public IReadOnlyDictionary<(LaneKey Key, LocalDate Month), LaneMonth> Months => _months;

    /// <summary>Counts one parcel under its carrier, its lane and the month in which it was handed over.</summary>
    public void Count(Transit transit, LocalDate? promise, bool wasException, LaneCurve? usual)
    {
        var at = (transit.Key, new LocalDate(transit.AcceptedOn.Year, transit.AcceptedOn.Month, 1));
        if (!_months.TryGetValue(at, out var month))
            _months[at] = month = new();
        month.Count(transit, promise, wasException, usual);
    }
}
