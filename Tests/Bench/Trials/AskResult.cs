namespace Tracking.Bench.Trials;

/// <summary>How one cadence asked: its calls, the news that they brought, and how long that had lain unseen.</summary>
public sealed record AskResult(long Calls, int News, double MedianHours, double MeanHours)
{
    public double NewsPerCall => News / (double)Calls;
}
