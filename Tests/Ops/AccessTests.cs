using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Tracking.Portal.Access;
using Tracking.Tests.Cases;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Ops;

public sealed class AccessTests : IAsyncLifetime
{
    const string Password = "correct horse battery";

    readonly FakeTimeProvider clock = new(GivenCases.Now.ToDateTimeOffset());
    TestDatabase database = null!;
    ServiceProvider services = null!;
    People people = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync(Cancel);
        services = new ServiceCollection().AddLogging().AddSingleton(database.DataSource).AddSingleton<TimeProvider>(clock).AddAccess().BuildServiceProvider();
        people = services.GetRequiredService<People>();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Ensuring_somebody_twice_makes_one_person_with_the_last_password_and_role()
    {
        await people.EnsureUserAsync("mara@example.test", "another password", Role.Viewer, Cancel);
        await people.EnsureUserAsync("mara@example.test", Password, Role.Lead, Cancel);
        var person = Assert.Single(await people.ListAsync(Cancel));
        Assert.Equal(Role.Lead, person.Role);
        await using var scope = services.CreateAsyncScope();
        var identity = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        Assert.True(await identity.CheckPasswordAsync((await identity.FindByIdAsync(person.Id))!, Password));
    }

    [Fact]
    public async Task A_role_holds_every_role_below_it_and_none_above()
    {
        await people.EnsureUserAsync("mara@example.test", Password, Role.Lead, Cancel);
        await using var scope = services.CreateAsyncScope();
        var principal = await PrincipalAsync(scope.ServiceProvider);
        Assert.True(principal.IsInRole(nameof(Role.Viewer)) && principal.IsInRole(nameof(Role.Agent)) && principal.IsInRole(nameof(Role.Lead)));
        Assert.False(principal.IsInRole(nameof(Role.Administrator)));
    }

    [Fact]
    public async Task Of_two_first_links_that_are_used_at_once_one_makes_the_administrator_and_then_none_does()
    {
        var links = new[] { (await people.InviteFirstAsync(Cancel))!, (await people.InviteFirstAsync(Cancel))! };
        var answers = await Task.WhenAll(links.Select((link, n) => people.AcceptAsync(link, $"first{n}@example.test", Password, Cancel)));
        Assert.Single(answers, answer => answer is null);
        Assert.Equal(Role.Administrator, Assert.Single(await people.ListAsync(Cancel)).Role);
        Assert.Null(await people.InviteFirstAsync(Cancel));
        foreach (var link in links)
            Assert.False(await people.IsInvitedAsync(link, Cancel));
    }

    [Fact]
    public async Task An_invitation_ends_after_a_day_and_a_bad_password_does_not_use_it_up()
    {
        var link = await people.InviteAsync(Role.Agent, null, "lead@example.test", Cancel);
        Assert.NotNull(await people.AcceptAsync(link, "jonas@example.test", "short", Cancel));
        Assert.True(await people.IsInvitedAsync(link, Cancel));
        clock.Advance(People.InvitationLife);
        Assert.False(await people.IsInvitedAsync(link, Cancel));
        Assert.NotNull(await people.AcceptAsync(link, "jonas@example.test", Password, Cancel));
        Assert.Empty(await people.ListAsync(Cancel));
    }

    [Fact]
    public async Task Somebody_who_is_disabled_or_gets_another_role_is_not_who_their_cookie_says()
    {
        await people.EnsureUserAsync("mara@example.test", Password, Role.Lead, Cancel);
        var id = (await people.ListAsync(Cancel)).Single().Id;
        await using var scope = services.CreateAsyncScope();
        var principal = await PrincipalAsync(scope.ServiceProvider);
        Assert.True(await IsStillAsync(principal));
        await people.SetRoleAsync(id, Role.Viewer, "boss@example.test", Cancel);
        Assert.False(await IsStillAsync(principal));
        await using var later = services.CreateAsyncScope();
        var demoted = await PrincipalAsync(later.ServiceProvider);
        await people.SetDisabledAsync(id, true, "boss@example.test", Cancel);
        Assert.False(await IsStillAsync(demoted));
        await using var last = services.CreateAsyncScope();
        var signIn = last.ServiceProvider.GetRequiredService<SignIn>();
        Assert.False(await signIn.CanSignInAsync((await signIn.UserManager.FindByIdAsync(id))!));
    }

    static async Task<System.Security.Claims.ClaimsPrincipal> PrincipalAsync(IServiceProvider scope)
    {
        var signIn = scope.GetRequiredService<SignIn>();
        return await signIn.CreateUserPrincipalAsync((await signIn.UserManager.FindByEmailAsync("mara@example.test"))!);
    }

    async Task<bool> IsStillAsync(System.Security.Claims.ClaimsPrincipal principal)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SignIn>().ValidateSecurityStampAsync(principal) is not null;
    }
}
