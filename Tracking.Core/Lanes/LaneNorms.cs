using NodaTime;

namespace Tracking.Core.Lanes;

/// <summary>What is usual: how long each silence may last before it is a finding. Defaults until lanes are learned; each is days, domestic and cross-border.</summary>
public sealed record LaneNorms
{
    public static LaneNorms Default { get; } = new();

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

    /// <summary>A scan this much older than the order belongs to another parcel: numbers are used again.</summary>
    public Duration ScanBeforeOrder { get; init; } = Duration.FromHours(72);
}
