using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>One statement behind a line of the timeline, with the wire that carried it first.</summary>
public sealed record LineSource
{
    public required EventKey Key { get; init; }
    public required CarrierId Source { get; init; }
    public required TrackingNumber Number { get; init; }
    public required long WireId { get; init; }
    public required Instant ReceivedAt { get; init; }
    public required Trust Trust { get; init; }
    public string? Code { get; init; }
    public string? SubCode { get; init; }
    public string? Wording { get; init; }
    public required string Clock { get; init; }
    public required string Mapping { get; init; }
    public required string TableVersion { get; init; }

    /// <summary>Why this statement is on the line.</summary>
    public required SameScanReason Because { get; init; }

    /// <summary>How its source took it back; null while it stands.</summary>
    public Withdrawal? Withdrawal { get; init; }
}
