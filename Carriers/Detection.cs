using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>Tells whose number a number may be, by its form and check digit, then by what else is known of the parcel.</summary>
public sealed class Detection(CarrierRegistry carriers)
{
    /// <summary>From here on, and that far ahead of the next, the first candidate is taken for the carrier.</summary>
    private const double Sure = 0.85, Ahead = 0.2;

    /// <summary>
    /// Carriers best first; empty where no form with its check digit fits. What the shop uses and where the parcel goes only shift what the form allows: they never make a candidate.
    /// </summary>
    /// <param name="shopsCarriers">The carriers that the shop ships with; empty where nothing is known.</param>
    /// <param name="destination">ISO 3166 alpha-2; null where not known.</param>
    public IReadOnlyList<Candidate> Candidates(TrackingNumber number, IReadOnlyCollection<CarrierId> shopsCarriers, string? destination) =>
    [
        .. carriers.List()
            .Where(carrier => !carrier.Profile.IsAggregator)
            .Select(carrier => Of(carrier.Profile, number, shopsCarriers, destination))
            .OfType<Candidate>()
            .OrderByDescending(candidate => candidate.Confidence)
            .ThenBy(candidate => candidate.Carrier),
    ];

    /// <summary>By the number alone.</summary>
    public IReadOnlyList<Candidate> Candidates(TrackingNumber number) => Candidates(number, [], null);

    /// <summary>The carrier where the candidates leave no doubt; null where a person or the carriers' answers must decide.</summary>
    /// <param name="candidates">Best first.</param>
    public static CarrierId? Decide(IReadOnlyList<Candidate> candidates) => candidates switch
    {
        [var only] when only.Confidence >= Sure => only.Carrier,
        [var first, var second, ..] when first.Confidence >= Sure && first.Confidence - second.Confidence >= Ahead => first.Carrier,
        _ => null,
    };

    private static Candidate? Of(CarrierProfile profile, TrackingNumber number, IReadOnlyCollection<CarrierId> shopsCarriers, string? destination)
    {
        var form = profile.Numbers.Where(form => form.Pattern.IsMatch(number.Value) && form.Check?.Invoke(number) is not false).MaxBy(form => form.Confidence);
        if (form is null)
            return null;
        var (confidence, why) = (form.Confidence, form.Why);
        if (shopsCarriers.Contains(profile.Id))
        {
            confidence += (1 - confidence) * 0.5;
            why += "; the shop ships with it";
        }
        if (destination is not null && profile.Countries.Count > 0)
        {
            var delivers = profile.Countries.Contains(destination);
            confidence = delivers ? confidence + (1 - confidence) * 0.25 : confidence * 0.5;
            why += delivers ? $"; it delivers in {destination}" : $"; it does not deliver in {destination}";
        }
        return new Candidate(profile.Id, Math.Round(confidence, 2), why);
    }
}
