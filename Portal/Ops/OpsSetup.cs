using System.Text;
using Hangfire;
using Microsoft.AspNetCore.Http.HttpResults;
using MudBlazor.Services;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Layout;
using Tracking.Portal.Notices;

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
        services.AddInSight<QueueStore>();
        services.AddInSight<CaseStore>();
        services.AddInSight<SavedViewStore>();
        services.AddInSight<PresenceStore>();
        services.AddInSight<CaseLinkStore>();
        services.AddInSight<DossierStore>();
        services.AddInSight<BoardStore>();
        services.AddInSightToo<ParcelStore>();
        services.AddInSightToo<OrderStore>();
        services.AddInSightToo<WhyStore>();
        services.AddInSightToo<OverrideStore>();
        services.AddInSightToo<IncidentStore>();
        services.AddInSightToo<UnknownCodeStore>();
        services.AddInSightToo<MailStore>();
        services.AddInSightToo<ShopStore>();
        services.AddInSightToo<ReplayStore>();
        services.AddInSight<AuditStore>();
        services.AddInSight<PushFateStore>();
        services.AddInSight<ReshipmentStore>();
        services.AddInSight<EvidenceStore>();
        services.AddScoped<EvidenceDesk>();
        services.AddPlaybooks();
        services.AddScoped<CaseDesk>();
        services.AddScoped<CodeDesk>();
        services.AddScoped<AccountDesk>();
        return services;
    }

    /// <summary>Playbooks and what people do by them.</summary>
    public static IServiceCollection AddPlaybooks(this IServiceCollection services) => services
        .AddInSight<PlaybookStore>().AddInSight<CasePlaybookStore>().AddScoped<LetterWriter>().AddScoped<PlaybookDesk>();

    public static WebApplication MapOps(this WebApplication app)
    {
        app.MapStaticAssets().ShortCircuit();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization(AccessSetup.Ops)
            .WithMetadata(new ContentSecurity(Policy));
        app.MapGet(QueueCsv.Path, (HttpContext context, QueueStore queue, AccessActStore acts) => QueueCsv.WriteAsync(context, queue, acts, context.User.Identity?.Name ?? "")).RequireAuthorization(AccessSetup.Ops);
        app.MapGet(AuditCsv.Path, (HttpContext context, AuditStore audit, AccessActStore acts) => AuditCsv.WriteAsync(context, audit, acts, context.User.Identity?.Name ?? "")).RequireAuthorization(AccessSetup.Auditor);
        app.MapGet(LaneReportView.CsvPath, async Task<IResult> (string? lane, int? months, string? carrier, LaneMonthStore store, TimeProvider clock, CancellationToken cancel) =>
            {
                var view = LaneReportView.Of(lane, months, carrier);
                var rows = await store.ListAsync(view.Lane, view.Since(NodaTime.Instant.FromDateTimeOffset(clock.GetUtcNow()).InUtc().Date), cancel);
                return Results.File(Encoding.UTF8.GetBytes(LaneReportView.ToCsv(rows.Where(row => view.Carrier is null || row.Carrier == view.Carrier))), "text/csv; charset=utf-8", "lanes.csv");
            })
            .RequireAuthorization(AccessSetup.Ops);
        app.MapFallback("/ops/{**path}", () => new RazorComponentResult<AbsentPage> { StatusCode = StatusCodes.Status404NotFound, PreventStreamingRendering = true })
            .RequireAuthorization(AccessSetup.Ops);
        app.MapEvidence(Policy);
        app.MapGet("/ops/codes/{carrier}.csv", async Task<IResult> (string carrier, CodeMapping mapping, CancellationToken cancel) =>
                await mapping.CsvAsync(new CarrierId(carrier), cancel) is { } csv ? Results.File(Encoding.UTF8.GetBytes(csv), "text/csv; charset=utf-8", $"{carrier}-codes.csv") : Results.NotFound())
            .RequireAuthorization(AccessSetup.Ops);
        // An empty list of filters: the policy decides. Hangfire's own default lets every request in that a proxy on this machine passes on.
        if (app.Services.GetService<JobStorage>() is not null)
            app.MapHangfireDashboard("/ops/hangfire", new DashboardOptions { Authorization = [], AppPath = QueueView.Path, DisplayStorageConnectionString = false })
                .RequireAuthorization(AccessSetup.Administrator)
                .WithMetadata(new ContentSecurity(DashboardPolicy));
        return app;
    }
}
