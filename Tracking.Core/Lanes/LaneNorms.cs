using NodaTime;

namespace Tracking.Core.Lanes;

/// <summary>What is usual: how long each silence may last before it is a finding. Defaults until lanes are learned; each is days, domestic and cross-border.</summary>
public sealed record LaneNorms
{
    public static LaneNorms Default { get; } = new();

    /// <summary>What was learned of waiting times; empty before the first night.</summary>
    public LearnedLanes Learned { get; init; } = LearnedLanes.Empty;

    /// <summary>
    /// From which expected loss on a person's look pays, by currency, ISO 4217: about twelve euros at rounded rates [I], for five minutes of work and an enquiry cost three and
    /// save one parcel in four [I]. A value in another currency counts as unknown.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> LookCost { get; init; } = new Dictionary<string, decimal>
    {
        ["EUR"] = 12, ["USD"] = 13, ["GBP"] = 10, ["CHF"] = 12, ["CAD"] = 18, ["AUD"] = 20, ["NZD"] = 22, ["SGD"] = 17, ["PLN"] = 52, ["CZK"] = 300, ["HUF"] = 4800, ["RON"] = 60,
        ["SEK"] = 130, ["NOK"] = 140, ["DKK"] = 90, ["BRL"] = 72, ["MXN"] = 240, ["JPY"] = 1900, ["KRW"] = 17500, ["CNY"] = 90, ["HKD"] = 100, ["INR"] = 1100, ["TRY"] = 480, ["ZAR"] = 220,
    };

    /// <summary>How many parcels a person can look at in a day, beside what is not weighed.</summary>
    public int LooksPerAgent { get; init; } = 40;

    /// <summary>From this chance of loss on a parcel is to be treated as lost, whatever it is worth.</summary>
    public double LostFrom { get; init; } = 0.8;

    public Norm NeverHandedOver { get; init; } = new(3, 7);
    public Norm Stalled { get; init; } = new(7, 14);
    public Norm LostInLineHaul { get; init; } = new(null, 14);
    public Norm CustomsDelay { get; init; } = new(null, 5);
    public Norm LostAtDestination { get; init; } = new(null, 10);
    public Norm HandoverGap { get; init; } = new(3, 5);

    /// <summary>From this silence on, a loss is suggested.</summary>
    public Norm LostSuggested { get; init; } = new(30, 30);

    /// <summary>Not found this long after registration is no longer the usual delay of a new label.</summary>
    public Norm NotFound { get; init; } = new(3, 5);
    public Norm UnclaimedAtPickup { get; init; } = new(5, 5);

    /// <summary>How long a carrier may be silent before its silence is itself an exception.</summary>
    public Duration CarrierSilentException { get; init; } = Duration.FromDays(3);
}
