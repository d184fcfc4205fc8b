using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Tracking.Portal.Access;

/// <summary>Identity's store, in which the keys of second factors and the recovery codes are encrypted: a copy of the database signs nobody in.</summary>
public sealed class PersonStore(AccessDb db, IDataProtectionProvider protection, IdentityErrorDescriber? describer = null) : UserOnlyStore<Person, AccessDb>(db, describer)
{
    private readonly IDataProtector _protector = protection.CreateProtector("auth.person_token");

    public override Task SetTokenAsync(Person user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        base.SetTokenAsync(user, loginProvider, name, value is null ? null : _protector.Protect(value), cancellationToken);

    public override async Task<string?> GetTokenAsync(Person user, string loginProvider, string name, CancellationToken cancellationToken)
    {
        if (await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is not { } kept)
            return null;
        try
        {
            return _protector.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            // The keys it was written with are gone: as good as never set, and an administrator resets it.
            return null;
        }
    }
}
