namespace Tracking.Core.Lanes;

/// <summary>
/// A promise that keeps its hit rate when the world quickens: the level at which a quantile is read follows how often the dates given at it were missed,
/// after conformal control (Gibbs and Candès 2021; Angelopoulos, Candès and Tibshirani 2023). It only takes back caution: when everything slows down,
/// the norms' pace follows within days, and asking for more certainty than the target as well would give dates far out for months.
/// </summary>
public sealed class Aim
{
    /// <summary>How fast the level follows, a day, at the usual number of outcomes.</summary>
    private const double Gain = 0.05;
    private const double Least = 0.3;
    private double _sum, _outcomes, _usual;
    private double _lambda;

    /// <param name="miss">The share of dates that may be missed.</param>
    public Aim(double miss)
    {
        Miss = miss;
        _lambda = -Math.Log(miss);
        _usual = 1;
    }

    /// <summary>One that goes on where another stopped.</summary>
    public Aim(double miss, (double Level, double Usual) state) : this(miss) => (_lambda, _usual) = state;

    /// <summary>All that it has to remember from one day to the next.</summary>
    public (double Level, double Usual) State => (_lambda, _usual);

    public double Miss { get; }

    /// <summary>The nominal chance of a miss at which to read the norms now.</summary>
    public double Nominal => Math.Exp(-_lambda);

    /// <summary>A date given earlier has come to pass.</summary>
    public void Came(bool missed, double weight = 1)
    {
        _sum += weight * ((missed ? 1 : 0) / Miss - 1);
        _outcomes += weight;
    }

    /// <summary>Once a day.</summary>
    public void Step()
    {
        _usual = 0.97 * _usual + 0.03 * _outcomes;
        _lambda = Math.Clamp(_lambda + Gain * _sum / Math.Max(_usual, 0.5), Least, -Math.Log(Miss));
        (_sum, _outcomes) = (0, 0);
    }
}
