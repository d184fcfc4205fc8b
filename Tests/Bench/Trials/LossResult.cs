namespace Tracking.Bench.Trials;

/// <summary>How losses of one world were found: by ours and by the best fixed rule at as many false alarms, in days from the last scan.</summary>
public sealed record LossResult(int Losses, int FalseAlarms, double MeanDays, double MedianDays, double FixedMeanDays, double FixedMedianDays, double FixedThreshold, bool FixedInBusinessDays)
{
    /// <summary>The share of the time that ours saves.</summary>
    public double Gain => 1 - MeanDays / FixedMeanDays;
    public double MedianGain => 1 - MedianDays / FixedMedianDays;
    public double Precision => Losses / (double)(Losses + FalseAlarms);
}
