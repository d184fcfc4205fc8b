using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>What a wire says of one number, as it is stored.</summary>
public sealed record ToldNumber
{
    /// <summary>The outcome of a number of which the answer tells events.</summary>
    public const string Tracked = "Tracked";

    /// <summary>The outcome of a number that its source does not know.</summary>
    public const string NotFound = "NotFound";

    /// <summary>The outcome of a number that its source would know, were it asked otherwise.</summary>
    public const string Refused = "Refused";

    public required TrackingNumber Number { get; init; }

    /// <summary>Tracked, NotFound, Inconclusive or Refused.</summary>
    public required string Outcome { get; init; }
    public string? Why { get; init; }
    public IReadOnlyList<TrackingEvent> Events { get; init; } = [];
    public Snapshot? Snapshot { get; init; }

    /// <summary>True where the answer is complete and its source promises the full history: what it leaves out counts.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The carrier that an aggregator names for it, where this build knows it; null where the carrier itself told.</summary>
    public CarrierId? Carrier { get; init; }
    public IReadOnlyList<TrackingNumber> Aliases { get; init; } = [];
}
