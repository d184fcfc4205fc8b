namespace Tracking.Jobs;

/// <summary>Settings under <c>Polling</c>.</summary>
public sealed class PollingSettings
{
    /// <summary>Factor on every interval between two asks of one number: 1 as the cadence says, less asks more often. Carriers' own limits hold all the same.</summary>
    public double Pace { get; set; } = 1;

    /// <summary>How asks are planned: where news is likely, as learned (what was not learned yet is asked by the fixed one), or by fixed intervals.</summary>
    public AskCadence Cadence { get; set; } = AskCadence.Learned;

    /// <summary>How many hours in which news lies unseen are worth one ask, of learned asking: more asks rarer. Carriers whose day's requests would not suffice are dearer by themselves.</summary>
    public double Price { get; set; } = 0.35;

    /// <summary>The address under which carriers reach the portal, from the key <c>PublicUrl</c>; null: no carrier is asked to push.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>The aggregator that is asked about carriers without an account of their own, such as <c>seventeentrack</c>; the first that has an account where not set.</summary>
    public string? Aggregator { get; set; }

    /// <summary>What is wrong, a sentence each, naming the key.</summary>
    public IEnumerable<string> Problems()
    {
        if (Pace is not (>= 0.0001 and <= 100))
            yield return "Polling:Pace is a number from 0.0001 to 100.";
        if (Price is not (>= 0.001 and <= 1000))
            yield return "Polling:Price is a number of hours from 0.001 to 1000.";
        if (!Enum.IsDefined(Cadence))
            yield return "Polling:Cadence is Learned or Fixed.";
    }
}
