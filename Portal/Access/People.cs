using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Tracking.Portal.Access;

/// <summary>Who works here: makes, invites and disables people.</summary>
public sealed class People(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>How long an invitation can be used.</summary>
    public static readonly TimeSpan InvitationLife = TimeSpan.FromHours(24);

    /// <summary>Makes a person with this password and role, or gives one who is there both; for the demo, whose sign-in is made at start.</summary>
    /// <exception cref="InvalidOperationException">The address or the password is not acceptable.</exception>
    public async Task EnsureUserAsync(string email, string password, Role role, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        if (await people.FindByEmailAsync(email) is not { } person)
        {
            var made = await people.CreateAsync(Fresh(email, role), password);
            if (!made.Succeeded && made.Errors.All(error => error.Code is not (nameof(IdentityErrorDescriber.DuplicateUserName) or nameof(IdentityErrorDescriber.DuplicateEmail))))
                Demand(made);
            return;
        }
        cancel.ThrowIfCancellationRequested();
        person.Role = role;
        if (!await people.CheckPasswordAsync(person, password))
        {
            Demand(await people.RemovePasswordAsync(person));
            Demand(await people.AddPasswordAsync(person, password));
        }
        Demand(await people.UpdateAsync(person));
    }

    /// <summary>Everybody, by address.</summary>
    public async Task<IReadOnlyList<Person>> ListAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccessDb>().Users.AsNoTracking().OrderBy(person => person.Email).ToListAsync(cancel);
    }

    /// <summary>The token of a link that makes the first administrator; null where somebody can sign in already.</summary>
    public async Task<string?> InviteFirstAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
        return await db.Users.AnyAsync(cancel) ? null : await InviteAsync(db, Role.Administrator, null, cancel);
    }

    /// <summary>The token of a link that makes one person of this role, good for a day.</summary>
    public async Task<string> InviteAsync(Role role, string by, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await InviteAsync(scope.ServiceProvider.GetRequiredService<AccessDb>(), role, by, cancel);
    }

    /// <summary>Whether a token still makes a person.</summary>
    public async Task<bool> IsInvitedAsync(string token, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Usable(scope.ServiceProvider.GetRequiredService<AccessDb>(), token).AnyAsync(cancel);
    }

    /// <summary>Makes the invited person; what is wrong in a sentence, or null when done. A token works once, even for two at once.</summary>
    public async Task<string?> AcceptAsync(string token, string email, string password, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // The lock decides between two holders of two first links; updating the row alone decides only between two of one link.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('auth.invitation'))", cancel);
        if (await Usable(db, token).SingleOrDefaultAsync(cancel) is not { } invitation)
            return "This link was used already, or its day is over. Ask an administrator for another.";
        invitation.UsedAt = clock.GetUtcNow();
        var made = await people.CreateAsync(Fresh(email, invitation.Role), password);
        if (!made.Succeeded)
            return string.Join(" ", made.Errors.Where(error => error.Code != nameof(IdentityErrorDescriber.DuplicateUserName)).Select(error => error.Description));
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>Lets a person sign in no longer, or again; their cookies and open pages end within a minute.</summary>
    public Task SetDisabledAsync(string id, bool disabled, CancellationToken cancel) =>
        ChangeAsync(id, person => person.DisabledAt = disabled ? clock.GetUtcNow() : null, cancel);

    /// <summary>Gives a person another role; their cookies and open pages end within a minute.</summary>
    public Task SetRoleAsync(string id, Role role, CancellationToken cancel) => ChangeAsync(id, person => person.Role = role, cancel);

    private async Task ChangeAsync(string id, Action<Person> change, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        if (await people.FindByIdAsync(id) is not { } person)
            return;
        cancel.ThrowIfCancellationRequested();
        change(person);
        Demand(await people.UpdateSecurityStampAsync(person));
    }

    private async Task<string> InviteAsync(AccessDb db, Role role, string? by, CancellationToken cancel)
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));
        var now = clock.GetUtcNow();
        db.Invitations.Add(new Invitation { TokenHash = HashOf(token), Role = role, MadeBy = by, MadeAt = now, ExpiresAt = now + InvitationLife });
        await db.SaveChangesAsync(cancel);
        return token;
    }

    /// <summary>The first administrator's links end when somebody is there: several nodes print one each.</summary>
    private IQueryable<Invitation> Usable(AccessDb db, string token)
    {
        var hash = HashOf(token);
        var now = clock.GetUtcNow();
        return db.Invitations.Where(invitation => invitation.TokenHash == hash && invitation.UsedAt == null && invitation.ExpiresAt > now
            && (invitation.MadeBy != null || !db.Users.Any()));
    }

    private Person Fresh(string email, Role role) => new() { UserName = email, Email = email, EmailConfirmed = true, Role = role, CreatedAt = clock.GetUtcNow() };

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(error => error.Description)));
    }
}
