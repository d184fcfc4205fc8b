using System.Net;
using Hangfire;
using Hangfire.Dashboard;
using Hangfire.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracking.Portal.Access;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Access;

/// <summary>What a stranger may reach: every route of the working portal is on this list, is a file, or demands a policy.</summary>
public sealed class RouteInventoryTests(RouteInventoryTests.WithDashboard shared) : IClassFixture<RouteInventoryTests.WithDashboard>
{
    private static readonly string[] Anonymous =
    [
        "/", "/.well-known/evidence-keys.json", "/api/v1/changes", "/api/v1/erasures", "/api/v1/orders", "/api/v1/orders/{id}", "/api/v1/parcels", "/api/v1/parcels/{id}", "/api/v1/shop", "/api/v1/shop/logo", "/api/v1/shop/notices", "/api/v1/shop/notices/preview", "/api/v1/{**rest}", "/brand/logo/{name}", "/brand/radius/{radius}.css", "/brand/{colour}.css",
        "/docs", "/docs/push", "/docs/push/{carrier}", "/embed/{token}", "/embed/{token}.json", "/health/live", "/health/ready", "/notices/{token}",
        "/openapi/{documentName}.json", "/ops/sign-in", "/ops/sign-in/passkey", "/ops/sign-in/passkey/options", "/ops/sign-in/second", "/ops/sign-out", "/ops/welcome/{token}", "/push/{carrier}", "/push/{carrier}/{endpoint}", "/t/{token}", "/t/{token}.json",
        "/t/{token}/arrived", "/t/{token}/live", "/t/{token}/map/{number:int}.svg", "/t/{token}/notices", "/track", "/track/{pass}", "/track/{pass}/map.svg",
    ];

    private readonly PortalApp _portal = shared.Portal;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_is_on_the_list_of_anonymous_ones_or_demands_a_policy()
    {
        var routes = _portal.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(route => !IsFile(route)).ToList();
        var open = routes.Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null).ToList();
        Assert.Equal(Anonymous, open.Select(PatternOf).Distinct().Order(StringComparer.Ordinal));
        foreach (var route in routes.Except(open))
            Assert.True(route.Metadata.GetMetadata<IAuthorizeData>() is { Policy: AccessSetup.Ops or AccessSetup.Whole or AccessSetup.Auditor or AccessSetup.Me or AccessSetup.Administrator }, PatternOf(route) + " is neither anonymous by intent nor guarded");
        var dashboard = Assert.Single(routes, route => PatternOf(route).StartsWith("/ops/hangfire", StringComparison.Ordinal));
        Assert.Contains(dashboard.Metadata.GetOrderedMetadata<IAuthorizeData>(), guard => guard.Policy == AccessSetup.Administrator);
        foreach (var path in routes.Except(open).Select(PatternOf).Where(path => !path.Contains('{')).Append("/ops/hangfire/jobs/failed").Distinct())
        {
            using var answer = await _portal.Http.GetAsync(path, Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed, $"{path} answered {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/track", 200)]
    [InlineData("/t/AAAAAAAAAAAAAAAAAAAAAA", 404)]
    [InlineData("/t/AAAAAAAAAAAAAAAAAAAAAA.json", 404)]
    [InlineData("/ops", 302)]
    [InlineData("/ops/sign-in", 200)]
    [InlineData("/ops/welcome/nobody", 410)]
    [InlineData("/nowhere", 404)]
    [InlineData("/push/fedex", 404)]
    [InlineData("/api/v1/changes", 401)]
    [InlineData("/docs", 200)]
    [InlineData("/health/ready", 200)]
    public async Task Every_answer_carries_the_headers_that_guard_it(string path, int status)
    {
        using var answer = await _portal.Http.GetAsync(path, Cancel);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains("object-src 'none'", Header(answer, "Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", Header(answer, "Content-Security-Policy"));
        Assert.Equal(("nosniff", "no-referrer", "same-origin"), (Header(answer, "X-Content-Type-Options"), Header(answer, "Referrer-Policy"), Header(answer, "Cross-Origin-Opener-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Nobody_is_sent_to_sign_in_at_a_host_that_the_request_named()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ops/parcels/1?tab=raw") { Headers = { Host = "evil.example" } };
        using var answer = await _portal.Http.SendAsync(request, Cancel);
        Assert.Equal("/ops/sign-in?returnUrl=%2Fops%2Fparcels%2F1%3Ftab%3Draw", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public void Connections_are_bounded()
    {
        var limits = _portal.Get<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.True(limits is { MaxConcurrentConnections: > 0, MaxConcurrentUpgradedConnections: > 0, MaxRequestBodySize: <= 4 << 20 });
    }

    /// <summary>A file of <c>wwwroot</c>, or the search for one that a development build adds.</summary>
    private static bool IsFile(RouteEndpoint route) => route.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || PatternOf(route) == "/{**path:file}";

    private static string PatternOf(RouteEndpoint route) => "/" + (route.RoutePattern.RawText ?? "").Trim('/');

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";

    public sealed class WithDashboard : SharedPortal
    {
        protected override void With(IServiceCollection services) => services
            .AddSingleton<JobStorage>(new NoJobs()).AddSingleton(DashboardRoutes.Routes).AddSingleton<IGlobalConfiguration>(GlobalConfiguration.Configuration);
    }

    /// <summary>Enough for the dashboard to be mapped, and nothing behind it for whoever got in.</summary>
    private sealed class NoJobs : JobStorage
    {
        public override IMonitoringApi GetMonitoringApi() => throw new InvalidOperationException("Somebody got in.");

        public override IStorageConnection GetConnection() => throw new InvalidOperationException("Somebody got in.");
    }
}
