using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>What a wire says of one number.</summary>
public sealed record NumberResult
{
    /// <summary>Null where the answer does not repeat it.</summary>
    public TrackingNumber? Number { get; init; }
    public required NumberOutcome Outcome { get; init; }

    /// <summary>Why it is not tracked, in the carrier's words and code.</summary>
    public string? Why { get; init; }

    /// <summary>Null unless tracked.</summary>
    public Snapshot? Snapshot { get; init; }

    /// <summary>Newest first, as far as the answer is ordered.</summary>
    public IReadOnlyList<TrackingEvent> Events { get; init; } = [];

    /// <summary>False where the answer says itself that it is cut or a page of several: then what it leaves out means nothing.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Other numbers under which shops may have registered the same parcel.</summary>
    public IReadOnlyList<TrackingNumber> Aliases { get; init; } = [];
}
