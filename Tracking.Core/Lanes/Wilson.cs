namespace Tracking.Core.Lanes;

/// <summary>The interval in which a true share lies, given a share that was seen (Wilson 1927).</summary>
public static class Wilson
{
    private const double Z = 1.959964;

    /// <summary>The 95 % interval for a share of <paramref name="n"/>, which may be an effective number; 0 to 1 where there is none.</summary>
    public static (double Low, double High) Interval(double share, double n)
    {
        if (n <= 0)
            return (0, 1);
        var middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
