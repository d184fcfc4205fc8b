using Tracking.Core.Parcels;

namespace Tracking.Core.Events;

/// <summary>A second tracking number that a source announced: the parcel goes on under it.</summary>
/// <param name="Carrier">Who carries it then, where said or certain from the number's form; null where not known.</param>
public sealed record NextNumber(CarrierId? Carrier, TrackingNumber Number, LegRole Role)
{
    /// <summary>Who could have issued the number, best first, where nobody said who carries it.</summary>
    public IReadOnlyList<CarrierId> Candidates { get; init; } = [];
}
