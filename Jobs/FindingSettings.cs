using Tracking.Core.Lanes;

namespace Tracking.Jobs;

/// <summary>Settings under <c>Findings</c>: from which expected loss on a person's look pays, and how many a day each agent has time for.</summary>
public sealed class FindingSettings
{
    /// <summary>By currency, ISO 4217, such as <c>Findings:LookCost:EUR = 12</c>; those not given keep their default.</summary>
    public Dictionary<string, decimal> LookCost { get; init; } = [];

    /// <summary>What exceeds it stays a watch until the next day.</summary>
    public int LooksPerAgent { get; init; } = LaneNorms.Default.LooksPerAgent;

    /// <summary>The norms that rules go by.</summary>
    public LaneNorms Norms => LaneNorms.Default with
    {
        LooksPerAgent = LooksPerAgent,
        LookCost = LaneNorms.Default.LookCost.Concat(LookCost).GroupBy(cost => cost.Key.ToUpperInvariant()).ToDictionary(cost => cost.Key, cost => cost.Last().Value),
    };

    /// <summary>What is wrong with them, in sentences that name the key.</summary>
    public IEnumerable<string> Problems()
    {
        if (LooksPerAgent is < 1 or > 10_000)
            yield return "Findings:LooksPerAgent is a number of parcels a day from 1 to 10000.";
        foreach (var (currency, cost) in LookCost)
        {
            if (currency.Length != 3 || cost <= 0)
                yield return $"Findings:LookCost:{currency} is a currency of three letters and an amount above 0.";
        }
    }
}
