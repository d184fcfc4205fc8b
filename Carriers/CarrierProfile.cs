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

    /// <summary>Where tokens are handed out, where that is not <see cref="BaseAddress"/>; an account's setting <c>TokenAddress</c> wins.</summary>
    public Uri? TokenAddress { get; init; }

    /// <summary>Why it is off until somebody configures its address, in a sentence; null for a carrier whose API is documented.</summary>
    public string? OffBecause { get; init; }

    /// <summary>What must be known of a parcel before its number can be asked for.</summary>
    public IReadOnlyList<AskField> Wants { get; init; } = [];

    /// <summary>Numbers in one request; the carrier's documented maximum.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Numbers in one announcement (<see cref="Carrier.Enrol"/>); null: as many as in one request.</summary>
    public int? EnrolSize { get; init; }

    /// <summary>True where numbers can be asked for unannounced: an announcement that fails only costs the pushes.</summary>
    public bool AnswersStrangers { get; init; }

    /// <summary>How long an announcement holds before it must be made again; null: for good.</summary>
    public Duration? EnrolledFor { get; init; }

    /// <summary>Least time between two requests of one account.</summary>
    public Duration Spacing { get; init; } = Duration.FromSeconds(1);

    /// <summary>Requests a day of one account; null where no limit is known.</summary>
    public int? DailyBudget { get; init; }

    /// <summary>True where it promises full history: then what two complete answers to polls leave out is taken back. Pushes never count, many tell one event.</summary>
    public bool TellsFullHistory { get; init; }
    public PushProfile? Push { get; init; }

    /// <summary>The policy by which its clocks become times, in one phrase for people.</summary>
    public string Clock { get; init; } = "";

    /// <summary>The carrier's public page of a number, with <c>{number}</c> in it.</summary>
    public string? TrackingPage { get; init; }

    /// <summary>Forms of its numbers, best first.</summary>
    public IReadOnlyList<NumberForm> Numbers { get; init; } = [];
}
