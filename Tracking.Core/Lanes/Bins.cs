namespace Tracking.Core.Lanes;

/// <summary>The axis of waiting times: eighty bins, eight an octave, from a quarter of a working day to 256 working days. A change of scale is a shift along it.</summary>
internal static class Bins
{
    public const int Count = 80;
    public const double PerOctave = 8;
    public const double First = 0.25;

    /// <summary>ln 2 / 8: the width of a bin in the logarithm of time.</summary>
    public static readonly double Width = Math.Log(2) / PerOctave;

    /// <summary>Where a wait lies on the axis, in bins; 0 for anything shorter than the first.</summary>
    public static double Position(double days) => days <= First ? 0 : Math.Min(Math.Log(days / First) / Width, Count - 1e-9);

    /// <summary>The same without the ends of the axis, for shifting.</summary>
    public static double Raw(double days) => Math.Log(Math.Max(days, 1e-3) / First) / Width;

    public static double Days(double position) => First * Math.Exp(position * Width);

    /// <summary>Adds a table to another, moved by <paramref name="by"/> bins; what falls between two bins is shared.</summary>
    public static void AddShifted(double[] from, double[] to, double by)
    {
        for (var b = 0; b < Count; b++)
        {
            if (from[b] != 0)
                AddAt(to, b + by, from[b]);
        }
    }

    public static void AddAt(double[] to, double position, double amount)
    {
        var below = (int)Math.Floor(position);
        var share = position - below;
        to[Math.Clamp(below, 0, Count - 1)] += amount * (1 - share);
        to[Math.Clamp(below + 1, 0, Count - 1)] += amount * share;
    }

    /// <summary>The value of a table of bins at a place between them.</summary>
    public static double At(double[] table, double position)
    {
        if (position <= 0)
            return table[0];
        if (position >= Count - 1)
            return table[Count - 1];
        var below = (int)position;
        return table[below] + (table[below + 1] - table[below]) * (position - below);
    }
}
