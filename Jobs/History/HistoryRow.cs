using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Jobs.History;

/// <summary>One parcel of a delivery history: when it was handed to its carrier, when it came, and until when it was promised, at the wall clocks of the places.</summary>
public sealed record HistoryRow
{
    public required LaneKey Key { get; init; }
    public required LocalDateTime HandedOver { get; init; }

    /// <summary>Null where it never came by the end of the history.</summary>
    public LocalDateTime? Delivered { get; init; }

    /// <summary>The file's own estimate.</summary>
    public LocalDate? Estimate { get; init; }

    /// <summary>How many parcels the row stands for.</summary>
    public double Weight { get; init; } = 1;

    public Stretch Stretch => new(Phase.Accepted, Until.Delivery,
        Key.Origin.Length >= 2 && Key.Destination.Length >= 2 && Key.Origin[..2] != Key.Destination[..2] ? JourneyKind.CrossBorder : JourneyKind.Domestic);
}
