using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class AccessTokensTests
{
    private static readonly AskNumber[] Numbers = [new(TrackingNumber.Get("RX000000005CN"))];
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Two_hundred_who_ask_at_once_share_one_token_request()
    {
        await using var standIn = await StandIn.StartAsync(async (context, count) =>
        {
            if (context.Request.Path == "/token")
                await Token(context, "first");
        });
        using var http = Http();
        var (tokens, carrier, account) = (new AccessTokens(http, _time), Carrier(OAuthStyle.Form), standIn.Account(("ClientId", "id"), ("ClientSecret", "secret")));

        var got = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken))));

        Assert.All(got, one => Assert.Equal(("first", null), one));
        Assert.Single(standIn.Requests);
    }

    [Theory]
    [InlineData("3600", 2879, 2881)]
    [InlineData("\"14399\"", 11518, 11520)]
    [InlineData(null, 239, 241)]
    public async Task A_token_is_used_for_four_fifths_of_its_life(string? expiresIn, int before, int after)
    {
        await using var standIn = await StandIn.StartAsync((context, count) => Token(context, $"token-{count}", expiresIn));
        using var http = Http();
        var (tokens, carrier, account) = (new AccessTokens(http, _time), Carrier(OAuthStyle.Form), standIn.Account());

        Assert.Equal("token-1", (await tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken)).Token);
        _time.Advance(TimeSpan.FromSeconds(before));
        Assert.Equal("token-1", (await tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken)).Token);
        _time.Advance(TimeSpan.FromSeconds(after - before));
        Assert.Equal("token-2", (await tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken)).Token);
    }

    [Theory]
    [InlineData(OAuthStyle.Form, null, "grant_type=client_credentials&client_id=an+id&client_secret=s%26cret")]
    [InlineData(OAuthStyle.Json, null, """{"grant_type":"client_credentials","client_id":"an id","client_secret":"s\u0026cret"}""")]
    [InlineData(OAuthStyle.Basic, "Basic YW4gaWQ6cyZjcmV0", "grant_type=client_credentials")]
    public async Task Each_style_puts_the_credentials_where_its_carriers_look(OAuthStyle style, string? authorization, string body)
    {
        await using var standIn = await StandIn.StartAsync((context, _) => Token(context, "token"));
        using var http = Http();

        await new AccessTokens(http, _time).GetAsync(Carrier(style), standIn.Account(("ClientId", "an id"), ("ClientSecret", "s&cret")), TestContext.Current.CancellationToken);

        Assert.Equal(("/token", authorization, body), Assert.Single(standIn.Requests));
    }

    [Fact]
    public async Task A_token_comes_from_the_accounts_own_token_address_where_it_names_one()
    {
        await using var tokens = await StandIn.StartAsync((context, _) => Token(context, "from-there"));
        await using var asked = await StandIn.StartAsync((_, _) => Task.CompletedTask);
        using var http = Http();
        var account = asked.Account();
        account = account with { Settings = new Dictionary<string, string>(account.Settings, StringComparer.OrdinalIgnoreCase) { ["TokenAddress"] = tokens.Account().BaseAddress!.AbsoluteUri } };
        var (token, _) = await new AccessTokens(http, _time).GetAsync(Carrier(OAuthStyle.Form), account, TestContext.Current.CancellationToken);
        Assert.Equal("from-there", token);
        Assert.Empty(asked.Requests);
    }

    [Fact]
    public async Task After_a_401_one_new_token_is_fetched_and_the_request_sent_once_more()
    {
        await using var standIn = await StandIn.StartAsync(async (context, count) =>
        {
            if (context.Request.Path == "/token")
                await Token(context, $"token-{count}");
            else if (context.Request.Headers.Authorization == "Bearer token-1")
                context.Response.StatusCode = 401;
        });
        using var http = Http();
        var calls = new CarrierCalls(http, new AccessTokens(http, _time), _time);

        var answer = Assert.IsType<Asked.Answer>(await calls.AskAsync(Carrier(OAuthStyle.Form), standIn.Account(), Numbers, TestContext.Current.CancellationToken));

        Assert.Equal(200, answer.Wire.Status);
        Assert.Equal(["/token", "/track?number=RX000000005CN", "/token", "/track?number=RX000000005CN"], standIn.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_second_401_is_the_answer()
    {
        await using var standIn = await StandIn.StartAsync(async (context, count) =>
        {
            if (context.Request.Path == "/token")
                await Token(context, $"token-{count}");
            else
                context.Response.StatusCode = 401;
        });
        using var http = Http();
        var calls = new CarrierCalls(http, new AccessTokens(http, _time), _time);

        Assert.Equal(401, Assert.IsType<Asked.Answer>(await calls.AskAsync(Carrier(OAuthStyle.Form), standIn.Account(), Numbers, TestContext.Current.CancellationToken)).Wire.Status);
        Assert.Equal(4, standIn.Requests.Count);
    }

    [Fact]
    public async Task Many_401s_of_one_token_fetch_one_new_token()
    {
        await using var standIn = await StandIn.StartAsync((context, count) => Token(context, $"token-{count}"));
        using var http = Http();
        var (tokens, carrier, account) = (new AccessTokens(http, _time), Carrier(OAuthStyle.Form), standIn.Account());
        var (old, _) = await tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken);

        tokens.Forget(account, old!);
        Assert.Equal("token-2", (await tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken)).Token);
        tokens.Forget(account, old!);
        Assert.Equal("token-2", (await tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken)).Token);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Wrong_credentials_are_denied_and_nothing_is_asked(int status)
    {
        await using var standIn = await StandIn.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var http = Http();
        var calls = new CarrierCalls(http, new AccessTokens(http, _time), _time);

        Assert.Equal($"no access token: HTTP {status}", Assert.IsType<Asked.Denied>(await calls.AskAsync(Carrier(OAuthStyle.Form), standIn.Account(), Numbers, TestContext.Current.CancellationToken)).Why);
        Assert.Single(standIn.Requests);
    }

    [Fact]
    public async Task A_throttled_token_request_says_when_to_come_back()
    {
        await using var standIn = await StandIn.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "30";
            return Task.CompletedTask;
        });
        using var http = Http();

        var (token, failure) = await new AccessTokens(http, _time).GetAsync(Carrier(OAuthStyle.Form), standIn.Account(), TestContext.Current.CancellationToken);

        Assert.Null(token);
        Assert.Equal(Duration.FromSeconds(30), Assert.IsType<Asked.NoAnswer>(failure).RetryAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":"a\r\nHost: elsewhere"}""")]
    public async Task An_answer_without_a_token_is_no_answer_and_is_asked_for_again(string body)
    {
        await using var standIn = await StandIn.StartAsync((context, count) => count == 1 ? context.Response.WriteAsync(body) : Token(context, "token"));
        using var http = Http();
        var (tokens, carrier, account) = (new AccessTokens(http, _time), Carrier(OAuthStyle.Form), standIn.Account());

        Assert.IsType<Asked.NoAnswer>((await tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken)).Failure);
        Assert.Equal("token", (await tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken)).Token);
    }

    [Fact]
    public async Task A_long_token_comes_whole()
    {
        var issued = new string('x', 5000);
        await using var standIn = await StandIn.StartAsync((context, _) => Token(context, issued));
        using var http = Http();

        Assert.Equal(issued, (await new AccessTokens(http, _time).GetAsync(Carrier(OAuthStyle.Form), standIn.Account(), TestContext.Current.CancellationToken)).Token);
    }

    [Fact]
    public async Task One_who_gives_up_waiting_does_not_spoil_the_token_of_the_others()
    {
        var release = new TaskCompletionSource();
        await using var standIn = await StandIn.StartAsync(async (context, _) =>
        {
            await release.Task;
            await Token(context, "token");
        });
        using var http = Http();
        using var stop = new CancellationTokenSource();
        var (tokens, carrier, account) = (new AccessTokens(http, _time), Carrier(OAuthStyle.Form), standIn.Account());

        var first = tokens.GetAsync(carrier, account, stop.Token);
        var second = tokens.GetAsync(carrier, account, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();

        Assert.Equal("token", (await second).Token);
        Assert.Single(standIn.Requests);
    }

    [Fact]
    public async Task A_carrier_that_needs_no_announcement_is_sent_none()
    {
        await using var standIn = await StandIn.StartAsync((_, _) => Task.CompletedTask);
        using var http = Http();
        var calls = new CarrierCalls(http, new AccessTokens(http, _time), _time);

        Assert.Null(await calls.EnrolAsync(new StandIn.StoodFor(), standIn.Account(), Numbers, null, TestContext.Current.CancellationToken));
        Assert.Empty(standIn.Requests);
    }

    private static StandIn.StoodFor Carrier(OAuthStyle style) => new(new OAuth("token", style));

    private static CarrierHttp Http() => new(TimeProvider.System, NullLogger<CarrierHttp>.Instance);

    private static Task Token(HttpContext context, string token, string? expiresIn = "3600") =>
        context.Response.WriteAsync($$"""{"token_type":"Bearer","access_token":"{{token}}"{{(expiresIn is null ? "" : $",\"expires_in\":{expiresIn}")}}}""");
}
