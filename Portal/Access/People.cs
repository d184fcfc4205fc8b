using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Tracking.Core.Postgres;

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
        return await db.Users.AnyAsync(cancel) ? null : await InviteAsync(db, Role.Administrator, null, null, cancel);
    }

    /// <summary>The token of a link that makes one person of this role, good for a day.</summary>
    /// <param name="shops">To which shops it binds; null for none.</param>
    public async Task<string> InviteAsync(Role role, IReadOnlyCollection<long>? shops, string by, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await InviteAsync(scope.ServiceProvider.GetRequiredService<AccessDb>(), role, shops, by, cancel);
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
        var person = Fresh(email, invitation.Role);
        person.Shops = invitation.Shops;
        var made = await people.CreateAsync(person, password);
        if (!made.Succeeded)
            return string.Join(" ", made.Errors.Where(error => error.Code != nameof(IdentityErrorDescriber.DuplicateUserName)).Select(error => error.Description));
        await AppendAsync(db, new AccessAct(email, "accepted an invitation", invitation.MadeBy is { } by ? "of " + by : "of the program", After: $"{person.Role}, {SeenBy(person.Shops, await NamesAsync(cancel))}"), cancel);
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>Lets a person sign in no longer, or again; their cookies and open pages end within a minute.</summary>
    public Task SetDisabledAsync(string id, bool disabled, string by, CancellationToken cancel) =>
        ChangeAsync(id, by, disabled ? "disabled" : "enabled", person => person.DisabledAt is null ? "signs in" : "does not sign in",
            person => person.DisabledAt = disabled ? clock.GetUtcNow() : null, cancel);

    /// <summary>Gives a person another role; their cookies and open pages end within a minute.</summary>
    /// <exception cref="InvalidOperationException">Whoever is bound to shops is no administrator.</exception>
    public Task SetRoleAsync(string id, Role role, string by, CancellationToken cancel) => ChangeAsync(id, by, "gave another role", person => person.Role.ToString(), person =>
    {
        if (role is Role.Administrator && person.Shops is not null)
            throw new InvalidOperationException("An administrator sees all shops: let them see all first.");
        person.Role = role;
    }, cancel);

    /// <summary>Binds a person to shops, or (null) to none; their cookies and open pages end within a minute.</summary>
    /// <exception cref="InvalidOperationException">An administrator is bound to none.</exception>
    public async Task SetShopsAsync(string id, IReadOnlyCollection<long>? shops, string by, CancellationToken cancel)
    {
        var names = await NamesAsync(cancel);
        await ChangeAsync(id, by, "bound to shops", person => SeenBy(person.Shops, names), person =>
        {
            if (person.Role is Role.Administrator && shops is not null)
                throw new InvalidOperationException("An administrator sees all shops: give them another role first.");
            person.Shops = shops?.Distinct().Order().ToArray();
        }, cancel, (db, person) => db.Database.ExecuteSqlAsync(
            // What they saved and shared when they saw something else is theirs alone from now on.
            $"update tracking.queue_view set shops = {person.Shops}, shared = shared and {person.Shops is null} where owner = {person.Email}", cancel));
    }

    /// <summary>Takes a person's second factor and passkeys off, as when their phone is lost: they sign in by password again, and set up another.</summary>
    public Task ResetSecondFactorAsync(string id, string by, CancellationToken cancel) => ChangeAsync(id, by, "reset the second factor", ProvedBy, person => person.TwoFactorEnabled = false, cancel,
        (db, person) => db.Database.ExecuteSqlAsync($"delete from auth.person_token where user_id = {person.Id}; delete from auth.person_passkey where user_id = {person.Id}", cancel), always: true);

    /// <summary>From which role on a second factor is needed; null for nobody.</summary>
    public async Task<Role?> SecondFactorFromAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccessDb>().Rules.Select(rule => rule.SecondFactorFrom).SingleAsync(cancel);
    }

    /// <summary>Demands a second factor from this role on, or (null) of nobody: whoever has none is led to set one up within a minute.</summary>
    public async Task SetSecondFactorFromAsync(Role? from, string by, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var rule = await db.Rules.SingleAsync(cancel);
        var before = rule.SecondFactorFrom;
        if (before == from)
            return;
        rule.SecondFactorFrom = from;
        await db.SaveChangesAsync(cancel);
        await AppendAsync(db, new AccessAct(by, "changed who needs a second factor", Before: Needing(before), After: Needing(from)), cancel);
        await transaction.CommitAsync(cancel);

        static string Needing(Role? role) => role is { } least ? $"{least} and up" : "nobody";
    }

    private static string ProvedBy(Person person) => person.TwoFactorEnabled ? "password and second factor" : "password";

    private static string SeenBy(long[]? shops, IReadOnlyDictionary<long, string> names) =>
        shops switch { null => "all shops", [] => "no shop", _ => string.Join(", ", shops.Select(shop => names.GetValueOrDefault(shop) ?? $"shop {shop}")) };

    private async Task<IReadOnlyDictionary<long, string>> NamesAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var shops = await new ShopStore(scope.ServiceProvider.GetRequiredService<NpgsqlDataSource>()).ListAsync(cancel);
        return shops.ToDictionary(shop => shop.Id, shop => shop.Name);
    }

    /// <summary>Changes a person, ends their cookies and keeps who did it, all or nothing.</summary>
    private async Task ChangeAsync(
        string id, string by, string act, Func<Person, string> mark, Action<Person> change, CancellationToken cancel, Func<AccessDb, Person, Task>? beside = null, bool always = false)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccessDb>();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await people.FindByIdAsync(id) is not { } person)
            return;
        var before = mark(person);
        change(person);
        if (mark(person) == before && !always)
            return;
        Demand(await people.UpdateSecurityStampAsync(person));
        if (beside is not null)
            await beside(db, person);
        await AppendAsync(db, new AccessAct(by, act, person.Email, before, mark(person)), cancel);
        await transaction.CommitAsync(cancel);
    }

    private static Task AppendAsync(AccessDb db, AccessAct act, CancellationToken cancel) => AccessActStore.AppendAsync((NpgsqlConnection)db.Database.GetDbConnection(), act, cancel);

    private async Task<string> InviteAsync(AccessDb db, Role role, IReadOnlyCollection<long>? shops, string? by, CancellationToken cancel)
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));
        var now = clock.GetUtcNow();
        db.Invitations.Add(new Invitation { TokenHash = HashOf(token), Role = role, Shops = shops?.ToArray(), MadeBy = by, MadeAt = now, ExpiresAt = now + InvitationLife });
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.SaveChangesAsync(cancel);
        if (by is not null)
            await AppendAsync(db, new AccessAct(by, "invited somebody", After: $"{role}, {SeenBy(shops?.ToArray(), await NamesAsync(cancel))}"), cancel);
        await transaction.CommitAsync(cancel);
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
