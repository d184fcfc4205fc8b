namespace Tracking.Core.Incidents;

/// <summary>Counts that come in lumps: a Poisson count whose own mean varies (a negative binomial).</summary>
internal static class Lumpy
{
    /// <summary>The chance of at most <paramref name="count"/> where <paramref name="mean"/> is usual.</summary>
    /// <param name="spread">The squared coefficient of variation of the mean.</param>
    public static double AtMost(int count, double mean, double spread)
    {
        var shape = 1 / spread;
        var term = Math.Exp(-shape * Math.Log(1 + mean / shape));
        var sum = term;
        for (var n = 1; n <= count; n++)
        {
            term *= (shape + n - 1) / n * (mean / (shape + mean));
            sum += term;
        }
        return Math.Min(1, sum);
    }
}
