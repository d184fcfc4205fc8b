using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

/// <summary>The evidence of a parcel as a page and as a pack, for agents and up; and, for everybody, the public keys of packs.</summary>
public static class EvidenceEndpoints
{
    public static string PathOf(long parcel) => $"/ops/parcels/{parcel.ToString(CultureInfo.InvariantCulture)}/evidence";

    public static void MapEvidence(this WebApplication app, string policy)
    {
        app.MapGet(EvidenceKey.Path, async (HttpContext context, EvidenceKeyStore keys, CancellationToken cancel) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Text(EvidenceKey.ToJson(await keys.ListAsync(cancel)), "application/json");
        }).AllowAnonymous();
        var agents = new AuthorizeAttribute(AccessSetup.Ops) { Roles = nameof(Role.Agent) };
        app.MapMethods("/ops/parcels/{id:long}/evidence", [HttpMethods.Get, HttpMethods.Head], ShowAsync).RequireAuthorization(agents).WithMetadata(new ContentSecurity(policy));
        app.MapPost("/ops/parcels/{id:long}/evidence", DownloadAsync).RequireAuthorization(agents);
    }

    private static async Task<IResult> ShowAsync(long id, bool? names, HttpContext context, EvidenceDesk desk, CancellationToken cancel)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (names is true && !MayName(context))
            return Refused();
        return await desk.FindAsync(id, names is true, cancel) is { } evidence
            ? new RazorComponentResult<EvidencePage>(new { Evidence = evidence, MayName = MayName(context) }) { PreventStreamingRendering = true }
            : Absent();
    }

    private static async Task<IResult> DownloadAsync(long id, [FromForm] bool? names, HttpContext context, EvidenceDesk desk, CancellationToken cancel)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (names is true && !MayName(context))
            return Refused();
        return await desk.FindAsync(id, names is true, cancel) is { } evidence
            ? Results.File(await desk.PackAsync(evidence, context.User.Identity?.Name ?? "", cancel), "application/zip", $"evidence-{evidence.Id}.zip")
            : Absent();
    }

    /// <summary>Leads let out what is said of people; agents see it on the screen.</summary>
    private static bool MayName(HttpContext context) => context.User.IsInRole(nameof(Role.Lead));

    private static RazorComponentResult<AbsentPage> Absent() => new() { StatusCode = StatusCodes.Status404NotFound, PreventStreamingRendering = true };

    private static RazorComponentResult<RefusedPage> Refused() => new() { StatusCode = StatusCodes.Status403Forbidden, PreventStreamingRendering = true };
}
