using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>Statements under a parcel's number that are not about this parcel, and why; kept, and on no line.</summary>
public sealed record Refusal
{
    public required CarrierId Source { get; init; }
    public required TrackingNumber Number { get; init; }
    public required RefusalReason Reason { get; init; }
    public required int Statements { get; init; }

    /// <summary>The clocks of the earliest and the latest of them; null where none can be read.</summary>
    public EventTime? First { get; init; }
    public EventTime? Last { get; init; }

    /// <summary>Where the source says it goes, ISO 3166 alpha-2; null for the other reasons.</summary>
    public string? Destination { get; init; }

    /// <summary>The wire that carried the earliest of them.</summary>
    public required long WireId { get; init; }

    /// <summary>True where nothing that the source tells under the number is about this parcel.</summary>
    public required bool IsAll { get; init; }
}
