using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Tracking.Portal.Access;

/// <summary>
/// Puts a person's role, every role below it, and to which shops they are bound into their cookie. Whoever lacks a second factor that their role needs has no
/// role at all until they have set one up: nothing opens to them but their own page.
/// </summary>
public sealed class Claims(UserManager<Person> people, IOptions<IdentityOptions> options, AccessDb db) : UserClaimsPrincipalFactory<Person>(people, options)
{
    /// <summary>The claim of whoever lacks a second factor.</summary>
    public const string Lacking = "lacking";

    /// <summary>True where a person's role needs a second factor that they have not set up.</summary>
    public static async Task<bool> LacksSecondFactorAsync(AccessDb db, Person person) =>
        !person.TwoFactorEnabled && await db.Rules.AsNoTracking().Select(rule => rule.SecondFactorFrom).SingleAsync() is { } from && person.Role >= from;

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        if (user.Shops is { } shops)
            identity.AddClaim(Sight.ClaimOf(shops));
        if (await LacksSecondFactorAsync(db, user))
            identity.AddClaim(new Claim(Lacking, "second factor"));
        else
            foreach (var role in Enum.GetValues<Role>().Where(role => role <= user.Role))
                identity.AddClaim(new Claim(identity.RoleClaimType, role.ToString()));
        return identity;
    }
}
