using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Tracking.Portal.Access;

/// <summary>Puts a person's role, and every role below it, into their cookie.</summary>
public sealed class Claims(UserManager<Person> people, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Person>(people, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        foreach (var role in Enum.GetValues<Role>().Where(role => role <= user.Role))
            identity.AddClaim(new Claim(identity.RoleClaimType, role.ToString()));
        return identity;
    }
}
