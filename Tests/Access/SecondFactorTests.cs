using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Access;

/// <summary>Signing in takes two steps for whoever wants it or must, and ends when it is ended.</summary>
public sealed partial class SecondFactorTests : IAsyncLifetime
{
    private const string Mara = "mara@example.test", Password = "correct horse battery", Boss = "boss@example.test";

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private PortalApp _portal = null!;
    private People _people = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalApp.StartAsync(Cancel, services => services.AddSingleton<TimeProvider>(_clock));
        _people = _portal.Get<People>();
        await _people.EnsureUserAsync(Mara, Password, Role.Agent, Cancel);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task With_a_second_factor_the_password_alone_opens_nothing_and_a_recovery_code_opens_once()
    {
        using var mara = new Visitor(_portal.Address);
        Assert.Equal("/ops", await mara.SignInAsync(Mara, Password, Cancel));
        var (key, codes) = await SetUpAsync(mara);
        Assert.Equal(HttpStatusCode.OK, (await mara.GetAsync("/ops", Cancel)).Status);
        Assert.Equal(10, codes.Count);

        using var thief = new Visitor(_portal.Address);
        Assert.StartsWith("/ops/sign-in/second", await thief.SignInAsync(Mara, Password, Cancel));
        Assert.StartsWith("/ops/sign-in", (await thief.GetAsync("/ops", Cancel)).Location);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProveAsync(thief, CodeOf("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProveAsync(thief, "AAAAA-AAAAA")).Status);

        using var phone = new Visitor(_portal.Address);
        await phone.SignInAsync(Mara, Password, Cancel);
        Assert.Equal("/ops", (await ProveAsync(phone, CodeOf(key))).Location);
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("/ops", Cancel)).Status);

        using var lost = new Visitor(_portal.Address);
        await lost.SignInAsync(Mara, Password, Cancel);
        Assert.Equal("/ops", (await ProveAsync(lost, codes[0].ToLowerInvariant())).Location);
        using var again = new Visitor(_portal.Address);
        await again.SignInAsync(Mara, Password, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProveAsync(again, codes[0])).Status);
    }

    [Fact]
    public async Task A_code_of_the_app_opens_once_however_many_type_it_and_none_that_is_older_opens_any_more()
    {
        using var mara = new Visitor(_portal.Address);
        await mara.SignInAsync(Mara, Password, Cancel);
        var (key, _) = await SetUpAsync(mara);
        var older = Visitor.CodeOf(key, _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(30));
        using var phone = new Visitor(_portal.Address);
        using var thief = new Visitor(_portal.Address);
        foreach (var who in new[] { phone, thief })
            await who.SignInAsync(Mara, Password, Cancel);
        var answers = await Task.WhenAll(new[] { phone, thief }.Select(who => ProveAsync(who, CodeOf(key))));
        Assert.Single(answers, answer => answer.Location == "/ops");
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Unauthorized);
        using var late = new Visitor(_portal.Address);
        await late.SignInAsync(Mara, Password, Cancel);
        foreach (var used in new[] { CodeOf(key), older })
            Assert.Equal(HttpStatusCode.Unauthorized, (await ProveAsync(late, used)).Status);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("/ops", (await ProveAsync(late, CodeOf(key))).Location);
    }

    [Fact]
    public async Task A_device_that_is_to_be_remembered_is_not_asked_again_until_the_second_factor_is_reset()
    {
        using var mara = new Visitor(_portal.Address);
        await mara.SignInAsync(Mara, Password, Cancel);
        var (key, _) = await SetUpAsync(mara);
        using var device = new Visitor(_portal.Address);
        await device.SignInAsync(Mara, Password, Cancel);
        Assert.Equal("/ops", (await ProveAsync(device, CodeOf(key), remember: true)).Location);
        await device.SendAsync("/ops/me", "/ops/sign-out", [], Cancel);
        Assert.Equal("/ops", await device.SignInAsync(Mara, Password, Cancel));

        await _people.ResetSecondFactorAsync(await IdAsync(), Boss, Cancel);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.NotEqual(HttpStatusCode.OK, (await device.GetAsync("/ops", Cancel)).Status);
        using var fresh = new Visitor(_portal.Address);
        Assert.Equal("/ops", await fresh.SignInAsync(Mara, Password, Cancel));
        Assert.Contains((await AuditAsync()), line => line is { By: Boss, Act: "reset the second factor", Subject: Mara, Before: "password and second factor", After: "password" });
    }

    [Fact]
    public async Task Whoever_needs_a_second_factor_and_has_none_reaches_only_the_page_that_sets_it_up()
    {
        using var mara = new Visitor(_portal.Address);
        await mara.SignInAsync(Mara, Password, Cancel);
        await _people.SetSecondFactorFromAsync(Role.Agent, Boss, Cancel);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.StartsWith("/ops/sign-in", (await mara.GetAsync("/ops", Cancel)).Location);
        await mara.SignInAsync(Mara, Password, Cancel);
        foreach (var path in new[] { "/ops", "/ops/queue.csv", "/ops/parcels/1" })
            Assert.Equal("/ops/me", (await mara.GetAsync(path, Cancel)).Location);
        Assert.Contains("Your role needs a second factor", (await mara.GetAsync("/ops/me", Cancel)).Text);
        await SetUpAsync(mara);
        Assert.Equal(HttpStatusCode.OK, (await mara.GetAsync("/ops", Cancel)).Status);
        await _people.EnsureUserAsync("viewer@example.test", Password, Role.Viewer, Cancel);
        using var viewer = new Visitor(_portal.Address);
        await viewer.SignInAsync("viewer@example.test", Password, Cancel);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/ops", Cancel)).Status);
    }

    [Fact]
    public async Task A_stolen_cookie_ends_with_the_session_it_was_stolen_from_and_no_other()
    {
        using var mara = new Visitor(_portal.Address);
        using var elsewhere = new Visitor(_portal.Address);
        await mara.SignInAsync(Mara, Password, Cancel);
        await elsewhere.SignInAsync(Mara, Password, Cancel);
        using var thief = mara.Copy();
        await mara.SendAsync("/ops/me", "/ops/sign-out", [], Cancel);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.StartsWith("/ops/sign-in", (await thief.GetAsync("/ops", Cancel)).Location);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/ops", Cancel)).Status);

        // The renewed cookie is of the same session still, and is ended from another place.
        using var kept = elsewhere.Copy();
        await mara.SignInAsync(Mara, Password, Cancel);
        Assert.Equal("/ops/me?done=ended", (await mara.SendAsync("/ops/me", "/ops/me/sessions/end", [], Cancel)).Location);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.StartsWith("/ops/sign-in", (await kept.GetAsync("/ops", Cancel)).Location);
        Assert.Equal(HttpStatusCode.OK, (await mara.GetAsync("/ops", Cancel)).Status);
    }

    [Fact]
    public async Task A_new_password_needs_the_old_one_and_ends_every_other_session()
    {
        using var mara = new Visitor(_portal.Address);
        using var elsewhere = new Visitor(_portal.Address);
        await mara.SignInAsync(Mara, Password, Cancel);
        await elsewhere.SignInAsync(Mara, Password, Cancel);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await mara.SendAsync("/ops/me", "/ops/me/password", [("password", "not the password"), ("fresh", "another long password")], Cancel)).Status);
        Assert.Equal("/ops/me?done=password", (await mara.SendAsync("/ops/me", "/ops/me/password", [("password", Password), ("fresh", "another long password")], Cancel)).Location);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.StartsWith("/ops/sign-in", (await elsewhere.GetAsync("/ops", Cancel)).Location);
        Assert.Equal(HttpStatusCode.OK, (await mara.GetAsync("/ops", Cancel)).Status);
        using var fresh = new Visitor(_portal.Address);
        Assert.Equal("/ops", await fresh.SignInAsync(Mara, "another long password", Cancel));
    }

    [Fact]
    public async Task A_copy_of_the_database_holds_neither_keys_nor_recovery_codes_and_the_audit_holds_no_secret()
    {
        using var mara = new Visitor(_portal.Address);
        await mara.SignInAsync(Mara, Password, Cancel);
        var (key, codes) = await SetUpAsync(mara);
        await using var command = _portal.Database.DataSource.CreateCommand("select string_agg(value, ' ') from auth.person_token");
        var kept = (string)(await command.ExecuteScalarAsync(Cancel))!;
        Assert.DoesNotContain(key, kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(codes[0], kept, StringComparison.OrdinalIgnoreCase);
        var audit = await AuditAsync();
        Assert.Equal(["set up a second factor", "signed in"], audit.Where(line => line.By == Mara).Select(line => line.Act));
        Assert.DoesNotContain(audit, line => $"{line}".Contains(key, StringComparison.OrdinalIgnoreCase) || $"{line}".Contains(codes[0], StringComparison.OrdinalIgnoreCase));
    }

    private async Task<(string Key, IReadOnlyList<string> Codes)> SetUpAsync(Visitor who)
    {
        Assert.Equal("/ops/me/second", (await who.SendAsync("/ops/me", "/ops/me/second/begin", [("password", Password)], Cancel)).Location);
        var page = (await who.GetAsync("/ops/me/second", Cancel)).Text;
        Assert.Contains("<path d=\"M", page);
        var key = Key().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await who.SendAsync("/ops/me/second", "/ops/me/second", [("code", "000000")], Cancel)).Status);
        var shown = await who.SendAsync("/ops/me/second", "/ops/me/second", [("code", CodeOf(key))], Cancel);
        // That code is used up.
        _clock.Advance(TimeSpan.FromSeconds(30));
        return (key, [.. Code().Matches(shown.Text).Select(match => match.Groups[1].Value)]);
    }

    private string CodeOf(string key) => Visitor.CodeOf(key, _clock.GetUtcNow());

    private static Task<(HttpStatusCode Status, string? Location, string Text)> ProveAsync(Visitor who, string code, bool remember = false) =>
        who.SendAsync("/ops/sign-in/second", "/ops/sign-in/second", [("code", code), ("returnUrl", "/ops"), .. remember ? [("remember", "on")] : Array.Empty<(string, string)>()], Cancel);

    private async Task<string> IdAsync() => (await _people.ListAsync(Cancel)).Single(person => person.Email == Mara).Id;

    private Task<IReadOnlyList<AuditLine>> AuditAsync() => new AuditStore(_portal.Database.DataSource).ListAsync(new AuditFilter { Source = "person" }, null, 100, Cancel);

    [GeneratedRegex("type this key: <code>([a-z2-7 ]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("<li><code>([^<]+)</code></li>")]
    private static partial Regex Code();
}
