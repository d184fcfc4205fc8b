using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>What a carrier is, apart from reading it: values, no behaviour.</summary>
public sealed record CarrierProfile
{
    public required CarrierId Id { get; init; }
    public required string Name { get; init; }

    /// <summary>True for one that retells other carriers' scans: never proof against the carrier itself.</summary>
    public bool IsAggregator { get; init; }

    /// <summary>Where it delivers, ISO 3166 alpha-2; empty for everywhere.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>The live API; an account's own address wins. Null: polled only where its address is configured.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>Names of the settings without which it cannot be asked.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];
    public OAuth? OAuth { get; init; }

    /// <summary>Numbers in one request; the carrier's documented maximum.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Least time between two requests of one account.</summary>
    public Duration Spacing { get; init; } = Duration.FromSeconds(1);

    /// <summary>Requests a day of one account; null where no limit is known.</summary>
    public int? DailyBudget { get; init; }

    /// <summary>True where the pushes and answers carry the full history, so that absence could mean something.</summary>
    public bool TellsFullHistory { get; init; }
    public PushProfile? Push { get; init; }

    /// <summary>The carrier's public page of a number, with <c>{number}</c> in it.</summary>
    public string? TrackingPage { get; init; }

    /// <summary>Forms of its numbers, best first.</summary>
    public IReadOnlyList<NumberForm> Numbers { get; init; } = [];
}
