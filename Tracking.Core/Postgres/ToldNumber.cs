using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>What a wire says of one number, as it is stored.</summary>
public sealed record ToldNumber
{
    public required TrackingNumber Number { get; init; }

    /// <summary>Tracked, NotFound, Inconclusive or Refused.</summary>
    public required string Outcome { get; init; }
    public string? Why { get; init; }
    public IReadOnlyList<TrackingEvent> Events { get; init; } = [];
    public Snapshot? Snapshot { get; init; }
    public IReadOnlyList<TrackingNumber> Aliases { get; init; } = [];
}
