using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Portal.Access;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Access;

/// <summary>People sign in to the real portal, and others try to.</summary>
public sealed partial class SignInTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private readonly CountingHasher _hasher = new();
    private PortalApp _portal = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalApp.StartAsync(Cancel, services => services.AddSingleton<IPasswordHasher<Person>>(_hasher));
        foreach (var name in new[] { "mara", "locked", "gone" })
            await _portal.Get<People>().EnsureUserAsync(name + "@example.test", Password, Role.Agent, Cancel);
        var gone = (await _portal.Get<People>().ListAsync(Cancel)).Single(person => person.Email == "gone@example.test");
        await _portal.Get<People>().SetDisabledAsync(gone.Id, true, "boss@example.test", Cancel);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Every_refusal_costs_one_hash_so_that_its_time_tells_nothing()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await TryAsync("locked@example.test", "not the password")).Status);
        foreach (var (email, password) in new[] { ("nobody@example.test", Password), ("mara@example.test", "not the password"), ("locked@example.test", Password), ("gone@example.test", Password) })
        {
            var before = _hasher.Hashes;
            Assert.Equal(HttpStatusCode.Unauthorized, (await TryAsync(email, password)).Status);
            Assert.Equal((email, 1), (email, _hasher.Hashes - before));
        }
        var (status, location) = await TryAsync("mara@example.test", Password, "//evil.example/ops");
        Assert.Equal((HttpStatusCode.Redirect, "/ops"), (status, location));
    }

    [Fact]
    public async Task One_caller_cannot_try_passwords_without_end()
    {
        var last = HttpStatusCode.Unauthorized;
        for (var i = 0; i <= 20; i++)
            last = (await TryAsync($"nobody{i}@example.test", Password)).Status;
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    private async Task<(HttpStatusCode Status, string? Location)> TryAsync(string email, string password, string returnUrl = "/ops")
    {
        using var page = await _portal.Http.GetAsync("/ops/sign-in", Cancel);
        var cookie = page.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ops/sign-in")
        {
            Content = new FormUrlEncodedContent([
                new("email", email), new("password", password), new("returnUrl", returnUrl),
                new("__RequestVerificationToken", Proof().Match(await page.Content.ReadAsStringAsync(Cancel)).Groups[1].Value)]),
            Headers = { { "Cookie", cookie.Split(';')[0] } },
        };
        using var answer = await _portal.Http.SendAsync(request, Cancel);
        return (answer.StatusCode, answer.Headers.Location?.OriginalString);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Proof();

    private sealed class CountingHasher : IPasswordHasher<Person>
    {
        private readonly PasswordHasher<Person> _real = new();
        private int _hashes;

        public int Hashes => _hashes;

        public string HashPassword(Person user, string password)
        {
            Interlocked.Increment(ref _hashes);
            return _real.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _hashes);
            return _real.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
