using System.Text;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Jobs;

/// <summary>Makes the guides of all carriers that push.</summary>
public sealed class PushGuides(CarrierRegistry carriers, TimeProvider clock)
{
    private const string Secret = "a-secret-for-trying";

    /// <summary>By name.</summary>
    public IReadOnlyList<PushGuide> List() => [.. carriers.List().Select(carrier => Find(carrier.Profile.Id.Value)).OfType<PushGuide>().OrderBy(guide => guide.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The guide of a carrier; null where it is not known or does not push.</summary>
    public PushGuide? Find(string carrier)
    {
        if (carriers.Find(new CarrierId(carrier)) is not { Profile: { Push: { } push } profile })
            return null;
        var account = new Account { Carrier = profile.Id };
        var signed = push.Proof.Sign(Secret, """{"hello":"carrier"}"""u8.ToArray(), account, Instant.FromDateTimeOffset(clock.GetUtcNow()));
        return new PushGuide(profile.Id.Value, profile.Name, push.MediaTypes, push.Proof.Says(account), signed.Headers, Encoding.UTF8.GetString(signed.Body.Span), Secret,
            push.Status, push.Body, push.Trust is Trust.Hint);
    }
}
