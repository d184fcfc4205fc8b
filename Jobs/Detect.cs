using Tracking.Carriers;
using Tracking.Core.Parcels;

namespace Tracking.Jobs;

/// <summary>Whose number it is, as far as <see cref="Detection"/> tells: for the Portal, which does not see the carriers.</summary>
public sealed class Detect(Detection detection)
{
    /// <summary>Who could have issued the number, best first.</summary>
    public IReadOnlyList<CarrierId> Candidates(TrackingNumber number) => [.. detection.Candidates(number).Select(candidate => candidate.Carrier)];

    /// <summary>The carrier of the number where one is sure and no other comes near; else null.</summary>
    public CarrierId? Decide(TrackingNumber number) => Detection.Decide(detection.Candidates(number));
}
