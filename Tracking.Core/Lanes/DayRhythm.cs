namespace Tracking.Core.Lanes;

/// <summary>At which hours of the place's day something is heard of parcels: the share of it that lies before each hour, 0 at midnight and 1 at the next.</summary>
public sealed class DayRhythm
{
    private readonly double[] _before = new double[25];

    /// <param name="hours">How much was heard in each of the 24 hours; need not add up to one, but to more than nothing.</param>
    public DayRhythm(IReadOnlyList<double> hours)
    {
        var whole = hours.Sum();
        for (var hour = 0; hour < 24; hour++)
            _before[hour + 1] = _before[hour] + hours[hour] / whole;
        _before[24] = 1;
    }

    /// <summary>The same at every hour.</summary>
    public static DayRhythm Flat { get; } = new([.. Enumerable.Repeat(1.0, 24)]);

    /// <summary>The share of the day's news that comes before this moment of it.</summary>
    /// <param name="hours">0 to 24.</param>
    public double Before(double hours)
    {
        var hour = Math.Min((int)hours, 23);
        return _before[hour] + (_before[hour + 1] - _before[hour]) * (hours - hour);
    }
}
