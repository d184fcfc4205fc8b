namespace Tracking.Core.Lanes;

/// <summary>
/// How long parcels of one lane wait: a survival curve over working days. It levels off at the share that never moves again, so the same
/// curve gives how long is usual and how likely a silent parcel is lost.
/// </summary>
public sealed class LaneCurve
{
    /// <summary>Ninety watched days in working days: who has not moved by then counts as lost.</summary>
    public const double Horizon = 61;
    private readonly double[] _out;
    private readonly double _offset;

    internal LaneCurve(double[] stillOut, double offset, double weight, double parcels, double returned, LaneLevel level, double levelParcels)
    {
        (_out, _offset, Weight, Parcels, ReturnedShare, Level, LevelParcels) = (stillOut, offset, weight, parcels, returned, level, levelParcels);
        Lost = StillOut(Horizon);
    }

    /// <summary>How much of the curve is the lane's own, 0 to 1; the rest is borrowed from carrier × destination, the carrier and all.</summary>
    public double Weight { get; }

    /// <summary>How many parcels of the lane itself it rests on; those long ago count less.</summary>
    public double Parcels { get; }

    /// <summary>From whom the rest is borrowed: the nearest wider level that knows more parcels than the lane; and how many it knows.</summary>
    public LaneLevel Level { get; }
    public double LevelParcels { get; }

    /// <summary>The share of exits that were returns.</summary>
    public double ReturnedShare { get; }

    /// <summary>π: the share that never moves on.</summary>
    public double Lost { get; }

    /// <summary>The share still waiting after so many working days, the lost among them.</summary>
    public double StillOut(double days) => Math.Exp(-Hazard(days));

    /// <summary>S: the share still waiting among those that move again.</summary>
    public double Survival(double days) => days >= Horizon ? 0 : Math.Max(0, (StillOut(days) - Lost) / (1 - Lost));

    /// <summary>P(lost | silent for so long) = π / (π + (1 − π)·S).</summary>
    public double ChanceLost(double days) => days >= Horizon ? 1 : Math.Min(1, Lost / (Lost + (1 - Lost) * Survival(days)));

    /// <summary>The working days of silence from which on a parcel is lost with this chance; 0 where it is from the beginning.</summary>
    public double SilenceFor(double chanceLost)
    {
        if (chanceLost <= Lost)
            return 0;
        var survival = Lost * (1 - chanceLost) / (chanceLost * (1 - Lost));
        return Math.Min(Horizon, Quantile(1 - survival));
    }

    /// <summary>
    /// The working days of silence after which a look at the parcel pays, 95 of 100 having moved on: from there on the chance of loss is worth the look, and waiting one more day costs more of what
    /// the look can save than it saves looks at those that move by themselves. A bar on the chance of loss alone waits too long where scans are rare anyway, and looks too soon where most still come.
    /// </summary>
    /// <param name="worth">How many times the expected loss from which on a look pays the parcel is worth.</param>
    /// <returns><see cref="Horizon"/> where it never does.</returns>
    public double LookAfter(double worth)
    {
        for (var days = Quantile(0.95); days < Horizon; days *= Step)
        {
            // The share that moves on in a day, of all that are still out, over some days around it: single bins are noise.
            var (from, to) = (days / Around, Math.Min(days * Around, Horizon));
            var moves = Math.Log(StillOut(from) / StillOut(to)) / (to - from);
            if (ChanceLost(days) * worth >= Math.Max(1, moves / Fading))
                return days;
        }
        return Horizon;
    }

    private const double Step = 1.02;
    private const double Around = 1.4;

    /// <summary>The share of what a look can save that is gone with each working day: searches and claims are open for about five weeks [I].</summary>
    private const double Fading = 0.04;

    /// <summary>The working days within which the share <paramref name="chance"/> of those that move again has moved.</summary>
    public double Quantile(double chance)
    {
        var target = -Math.Log(Lost + (1 - Lost) * (1 - chance));
        var (low, high) = (0, Bins.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_out[middle + 1] < target)
                low = middle + 1;
            else
                high = middle;
        }
        if (low >= Bins.Count)
            return Bins.Days(Bins.Count + _offset);
        var step = _out[low + 1] - _out[low];
        return Bins.Days(low + (step > 0 ? (target - _out[low]) / step : 0) + _offset);
    }

    /// <summary>The chance that a parcel silent for <paramref name="now"/> working days has moved by <paramref name="then"/>, if it moves again at all.</summary>
    public double ChanceBy(double now, double then) => Survival(now) is > 0 and var still ? 1 - Survival(then) / still : 1;

    /// <summary>The quantile for a parcel that has already waited <paramref name="now"/> working days.</summary>
    public double QuantileAfter(double now, double chance) => Math.Max(now, Quantile(1 - Survival(now) * (1 - chance)));

    private double Hazard(double days)
    {
        var at = Bins.Raw(days) - _offset;
        if (at <= 0)
            return 0;
        if (at >= Bins.Count)
            return _out[Bins.Count];
        var below = (int)at;
        return _out[below] + (_out[below + 1] - _out[below]) * (at - below);
    }
}
