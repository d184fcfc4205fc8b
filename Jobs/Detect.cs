using Tracking.Carriers;
using Tracking.Core.Parcels;

namespace Tracking.Jobs;

/// <summary>Whose number it is, as far as <see cref="Detection"/> tells: for the Portal, which does not see the carriers.</summary>
public sealed class Detect(Detection detection)
{
    /// <summary>The carrier of the number where one is sure and no other comes near, else null; and all who could have issued it, best first.</summary>
    /// <param name="shopsCarriers">Carriers that have answered for this shop before.</param>
    /// <param name="destination">ISO 3166 alpha-2; null where not known.</param>
    public (CarrierId? Carrier, IReadOnlyList<CarrierId> Candidates) Of(TrackingNumber number, IReadOnlyCollection<CarrierId> shopsCarriers, string? destination)
    {
        var candidates = detection.Candidates(number, shopsCarriers, destination);
        return (Detection.Decide(candidates), [.. candidates.Select(candidate => candidate.Carrier)]);
    }
}
