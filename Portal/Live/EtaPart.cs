using NodaTime.Text;
using Tracking.Core.Lanes;

namespace Tracking.Portal.Live;

/// <summary>Our own estimate: the days between which the parcel comes for this share of parcels, such as 0.9, and on how many of its lane that rests.</summary>
public sealed record EtaPart(string From, string To, double Chance, int Parcels)
{
    public static EtaPart? Of(Eta? eta) => eta is null ? null : new(LocalDatePattern.Iso.Format(eta.From), LocalDatePattern.Iso.Format(eta.To), eta.Chance, (int)eta.Parcels);
}
