using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Tracking.Portal.Access;

/// <summary>Identity's sign-in, with people who were disabled left outside, and each sign-in a session that ends for good when it is signed out.</summary>
public sealed class SignIn(
    UserManager<Person> people, IHttpContextAccessor context, IUserClaimsPrincipalFactory<Person> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Person> confirmation, AccessDb db, TimeProvider clock)
    : SignInManager<Person>(people, context, claims, options, logger, schemes, confirmation)
{
    private const int AgentLength = 200;

    public override async Task<bool> CanSignInAsync(Person user) => user.DisabledAt is null && await base.CanSignInAsync(user);

    public override async Task<Person?> ValidateSecurityStampAsync(ClaimsPrincipal? principal)
    {
        if (await base.ValidateSecurityStampAsync(principal) is not { DisabledAt: null } person)
            return null;
        if (SessionOf(principal) is { } id)
        {
            var now = clock.GetUtcNow();
            if (await db.Sessions.Where(session => session.Id == id && session.PersonId == person.Id && session.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.SeenAt, now)) == 0)
                return null;
        }
        // A second factor that is needed by now: whoever has none signs in again, and is led to it.
        return principal!.IsInRole(nameof(Role.Viewer)) && await Claims.LacksSecondFactorAsync(db, person) ? null : person;
    }

    public override async Task SignInWithClaimsAsync(Person user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        var added = additionalClaims.ToList();
        // A cookie that is made anew, after a change of password say, goes on with its session.
        if (Context.User.FindFirstValue(ClaimTypes.NameIdentifier) != user.Id || SessionOf(Context.User) is not { } id)
        {
            var now = clock.GetUtcNow();
            var agent = Context.Request.Headers.UserAgent.ToString();
            id = Guid.NewGuid();
            db.Sessions.Add(new Session
            {
                Id = id,
                PersonId = user.Id,
                How = added.FirstOrDefault(claim => claim.Type is ClaimTypes.AuthenticationMethod or "amr")?.Value ?? "pwd",
                Agent = agent.Length == 0 ? null : agent[..Math.Min(agent.Length, AgentLength)],
                BeganAt = now,
                SeenAt = now,
            });
            await db.SaveChangesAsync(Context.RequestAborted);
        }
        await base.SignInWithClaimsAsync(user, authenticationProperties, added.Where(claim => claim.Type != Session.Claim).Append(new Claim(Session.Claim, id.ToString())));
    }

    public override async Task SignOutAsync()
    {
        if (SessionOf(Context.User) is { } id)
            await EndAsync(session => session.Id == id);
        await base.SignOutAsync();
    }

    /// <summary>The sessions of a person that have not ended, the one seen last first; a cookie lives for twelve hours.</summary>
    public async Task<IReadOnlyList<Session>> ListSessionsAsync(Person person, CancellationToken cancel)
    {
        var earliest = clock.GetUtcNow() - AccessSetup.CookieLife;
        return await db.Sessions.AsNoTracking().Where(session => session.PersonId == person.Id && session.EndedAt == null && session.BeganAt > earliest)
            .OrderByDescending(session => session.SeenAt).ToListAsync(cancel);
    }

    /// <summary>Ends one session of a person, or (null) all but the one at hand; their cookies and open pages end within half a minute.</summary>
    public Task EndSessionsAsync(Person person, Guid? id)
    {
        var own = SessionOf(Context.User);
        return EndAsync(session => session.PersonId == person.Id && (id == null ? session.Id != own : session.Id == id));
    }

    /// <summary>The session of a cookie; null for one without.</summary>
    public static Guid? SessionOf(ClaimsPrincipal? principal) => Guid.TryParse(principal?.FindFirstValue(Session.Claim), out var id) ? id : null;

    private Task EndAsync(System.Linq.Expressions.Expression<Func<Session, bool>> which)
    {
        var now = clock.GetUtcNow();
        return db.Sessions.Where(which).Where(session => session.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, now));
    }
}
