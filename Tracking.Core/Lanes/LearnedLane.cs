namespace Tracking.Core.Lanes;

/// <summary>What one lane contributed to what is usual: parcels at risk and parcels that moved, by bin of age, and how much slower than the shared shape it is.</summary>
public sealed record LearnedLane
{
    public required double[] Risk { get; init; }
    public required double[] Moved { get; init; }

    /// <summary>In bins: 8 is twice as slow.</summary>
    public required double Offset { get; init; }
    public required double Parcels { get; init; }
    public double Returned { get; init; }
}
