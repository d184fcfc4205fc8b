using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings;

/// <summary>Whether a delivery was told of where the order goes. What either side did not say is null, and so is what follows from it.</summary>
/// <param name="Line">The scan that told of the delivery.</param>
/// <param name="Country">Where it was, ISO 3166 alpha-2.</param>
/// <param name="Postcode">Where it was, as the carrier wrote it.</param>
/// <param name="SameCountry">Countries that share a post count as one.</param>
/// <param name="SamePostcode">True also where one says only the beginning of the other.</param>
public sealed record AddressMatch(TimelineLine Line, string? Country, string? Postcode, bool? SameCountry, bool? SamePostcode)
{
    /// <summary>Null where no delivery counts.</summary>
    public static AddressMatch? Of(Parcel parcel, Timeline timeline)
    {
        if (timeline.Lines.LastOrDefault(line => line is { Moves: true, Withdrawn: false, Class: EventClass.Actual, Milestone: Milestone.Delivered }) is not { } line)
            return null;
        var country = timeline.ProofOfDelivery?.Country ?? line.Place?.Country;
        var postcode = timeline.ProofOfDelivery?.Postcode ?? line.Place?.Postcode;
        var (there, ordered) = (Plain(postcode), Plain(parcel.DestinationPostcode));
        return new(line, country, postcode,
            country is not null && parcel.Destination is { } destination ? Countries.ShareAPost(country, destination) : null,
            there.Length > 0 && ordered.Length > 0 ? there.StartsWith(ordered, StringComparison.Ordinal) || ordered.StartsWith(there, StringComparison.Ordinal) : null);
    }

    private static string Plain(string? postcode) => postcode is null ? "" : new([.. postcode.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
}
