namespace Tracking.Jobs;

/// <summary>Settings under <c>Polling</c>.</summary>
public sealed class PollingSettings
{
    /// <summary>Factor on every interval between two asks of one number: 1 as the cadence says, less asks more often. Carriers' own limits hold all the same.</summary>
    public double Pace { get; set; } = 1;

    /// <summary>What is wrong, a sentence each, naming the key.</summary>
    public IEnumerable<string> Problems()
    {
        if (Pace is not (>= 0.0001 and <= 100))
            yield return "Polling:Pace is a number from 0.0001 to 100.";
    }
}
