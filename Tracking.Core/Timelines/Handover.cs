using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>Custody passing from one leg to the next: given by one, taken by the other; a side nobody scanned is null.</summary>
public sealed record Handover
{
    public required CarrierId From { get; init; }
    public required CarrierId To { get; init; }

    /// <summary>The line in which the first carrier gave the parcel away, or its last scan.</summary>
    public EventKey? GivenLine { get; init; }
    public EventTime? GivenAt { get; init; }
    public EventKey? TakenLine { get; init; }
    public EventTime? TakenAt { get; init; }
}
