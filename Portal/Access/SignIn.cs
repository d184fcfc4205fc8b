using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Tracking.Portal.Access;

/// <summary>Identity's sign-in, with people who were disabled left outside.</summary>
public sealed class SignIn(
    UserManager<Person> people, IHttpContextAccessor context, IUserClaimsPrincipalFactory<Person> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Person> confirmation)
    : SignInManager<Person>(people, context, claims, options, logger, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(Person user) => user.DisabledAt is null && await base.CanSignInAsync(user);

    public override async Task<Person?> ValidateSecurityStampAsync(System.Security.Claims.ClaimsPrincipal? principal) =>
        await base.ValidateSecurityStampAsync(principal) is { DisabledAt: null } person ? person : null;
}
