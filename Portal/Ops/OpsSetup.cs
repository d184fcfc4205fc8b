using Hangfire;
using Microsoft.AspNetCore.Http.HttpResults;
using MudBlazor.Services;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;
using Tracking.Portal.Layout;

namespace Tracking.Portal.Ops;

/// <summary>How the Ops part of the portal is composed: the pages under <c>/ops</c> and Hangfire's dashboard.</summary>
public static class OpsSetup
{
    /// <summary>MudBlazor writes styles into elements; scripts come from files only.</summary>
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Hangfire's dashboard has scripts inside its pages.</summary>
    private const string DashboardPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static IServiceCollection AddOps(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddSingleton<QueueStore>();
        services.AddSingleton<CaseStore>();
        services.AddSingleton<DossierStore>();
        services.AddSingleton<BoardStore>();
        services.AddScoped<CaseDesk>();
        return services;
    }

    public static WebApplication MapOps(this WebApplication app)
    {
        app.MapStaticAssets().ShortCircuit();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization(AccessSetup.Ops)
            .WithMetadata(new ContentSecurity(Policy));
        app.MapFallback("/ops/{**path}", () => new RazorComponentResult<AbsentPage> { StatusCode = StatusCodes.Status404NotFound, PreventStreamingRendering = true })
            .RequireAuthorization(AccessSetup.Ops);
        // An empty list of filters: the policy decides. Hangfire's own default lets every request in that a proxy on this machine passes on.
        if (app.Services.GetService<JobStorage>() is not null)
            app.MapHangfireDashboard("/ops/hangfire", new DashboardOptions { Authorization = [], AppPath = QueueView.Path, DisplayStorageConnectionString = false })
                .RequireAuthorization(AccessSetup.Administrator)
                .WithMetadata(new ContentSecurity(DashboardPolicy));
        return app;
    }
}
