using Tracking.Carriers;
using Tracking.Core.Parcels;

namespace Tracking.Jobs;

/// <summary>Whose number it is, as far as the forms of all carriers' numbers tell.</summary>
public sealed class Detect(CarrierRegistry carriers)
{
    private const double Sure = 0.9;
    private const double Apart = 0.2;

    /// <summary>Who could have issued the number, best first.</summary>
    public IReadOnlyList<CarrierId> Candidates(TrackingNumber number) => [.. Rank(number).Select(candidate => candidate.Carrier)];

    /// <summary>The carrier of the number where one is sure and no other comes near; else null.</summary>
    public CarrierId? Decide(TrackingNumber number) =>
        Rank(number) is [var best, .. var others] && best.Confidence >= Sure && others.All(other => best.Confidence - other.Confidence >= Apart) ? best.Carrier : null;

    private List<(CarrierId Carrier, double Confidence)> Rank(TrackingNumber number) =>
    [
        .. carriers.List()
            .Select(carrier => (Carrier: carrier.Profile.Id, Confidence: carrier.Profile.Numbers
                .Where(form => form.Pattern.IsMatch(number.Value) && form.Check?.Invoke(number) is not false)
                .Select(form => form.Confidence).DefaultIfEmpty(0).Max()))
            .Where(candidate => candidate.Confidence > 0)
            .OrderByDescending(candidate => candidate.Confidence).ThenBy(candidate => candidate.Carrier),
    ];
}
