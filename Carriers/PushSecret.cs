using NodaTime;

namespace Tracking.Carriers;

/// <summary>A secret that proves a push, and from when to when it does.</summary>
public sealed record PushSecret(string Value, Instant? NotBefore = null, Instant? NotAfter = null)
{
    public bool IsValidAt(Instant now) => (NotBefore is null || now >= NotBefore) && (NotAfter is null || now < NotAfter);
}
