using Tracking.Core.Findings;

namespace Tracking.Core.Cases;

/// <summary>Which cases a playbook is for; what it leaves open it does not ask.</summary>
public sealed record PlaybookScope
{
    public IReadOnlyList<FindingKind> Kinds { get; init; } = [];

    /// <summary>Ids of carriers.</summary>
    public IReadOnlyList<string> Carriers { get; init; } = [];

    /// <summary>Tiers of buyers, whatever their letters' case.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Parcels worth at least so many US dollars; one of unknown worth is none.</summary>
    public double? WorthFrom { get; init; }

    /// <summary>What has been wrong for at least so many days.</summary>
    public int? DaysFrom { get; init; }

    /// <summary>How many of the five things it names.</summary>
    public int Named => Conditions().Count(named => named);

    public bool Fits(CaseFacts facts) =>
        (Kinds.Count == 0 || Kinds.Contains(facts.Kind))
        && (Carriers.Count == 0 || facts.Carrier is { } carrier && Carriers.Contains(carrier, StringComparer.OrdinalIgnoreCase))
        && (Tiers.Count == 0 || facts.Tier is { } tier && Tiers.Contains(tier.Trim(), StringComparer.OrdinalIgnoreCase))
        && (WorthFrom is not { } worth || facts.Worth >= worth)
        && (DaysFrom is not { } days || facts.Days >= days);

    /// <summary>
    /// Above zero where this is the more exact of two that fit one case: the one that names more; of as many the one that names the kind, then the
    /// carrier, the tier, the worth, the age; of the same the one with the higher worth, then the higher age; then the one that names fewer kinds.
    /// </summary>
    public int CompareTo(PlaybookScope other)
    {
        var byCount = Named.CompareTo(other.Named);
        if (byCount != 0)
            return byCount;
        foreach (var (mine, theirs) in Conditions().Zip(other.Conditions()))
            if (mine != theirs)
                return mine ? 1 : -1;
        return (WorthFrom ?? 0).CompareTo(other.WorthFrom ?? 0) is not 0 and var byWorth ? byWorth
            : (DaysFrom ?? 0).CompareTo(other.DaysFrom ?? 0) is not 0 and var byDays ? byDays
            : other.Kinds.Count.CompareTo(Kinds.Count);
    }

    private bool[] Conditions() => [Kinds.Count > 0, Carriers.Count > 0, Tiers.Count > 0, WorthFrom is not null, DaysFrom is not null];
}
