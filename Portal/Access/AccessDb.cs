using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Tracking.Portal.Access;

/// <summary>The tables of schema <c>auth</c>, which the numbered migrations make; the only place where the product uses an ORM.</summary>
public sealed partial class AccessDb(DbContextOptions<AccessDb> options) : IdentityUserContext<Person>(options)
{
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<AccessRule> Rules => Set<AccessRule>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("auth");
        builder.Entity<Person>().ToTable("person").Property(person => person.Role).HasConversion<string>();
        builder.Entity<IdentityUserClaim<string>>().ToTable("person_claim");
        builder.Entity<IdentityUserLogin<string>>().ToTable("person_login");
        builder.Entity<IdentityUserToken<string>>().ToTable("person_token");
        builder.Entity<Invitation>().ToTable("invitation").HasKey(invitation => invitation.TokenHash);
        builder.Entity<Invitation>().Property(invitation => invitation.Role).HasConversion<string>();
        builder.Entity<Session>().ToTable("session");
        builder.Entity<AccessRule>().ToTable("rule").HasKey(rule => rule.One);
        builder.Entity<AccessRule>().Property(rule => rule.SecondFactorFrom).HasConversion<string>();
        builder.Entity<IdentityUserPasskey<string>>().ToTable("person_passkey").OwnsOne(passkey => passkey.Data).ToJson("data");
        foreach (var column in builder.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson()).SelectMany(entity => entity.GetProperties()))
            column.SetColumnName(WordStart().Replace(column.Name, "_$1").ToLowerInvariant());
    }

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex WordStart();
}
