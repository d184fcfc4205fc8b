using Microsoft.AspNetCore.Identity;

namespace Tracking.Portal.Access;

/// <summary>Somebody of operations who signs in by e-mail address.</summary>
public sealed class Person : IdentityUser
{
    public required Role Role { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>The shops whose parcels this person sees; null for all, none for nothing.</summary>
    public long[]? Shops { get; set; }

    /// <summary>The team that this person is in.</summary>
    public long? TeamId { get; set; }

    /// <summary>Since when this person may no longer sign in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}
