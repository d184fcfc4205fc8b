using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Jobs;

namespace Tracking.Portal.Api;

/// <summary>Where people read how to call the API: a plain page that asks nobody else for anything.</summary>
public static class DocsSetup
{
    public static WebApplication MapDocs(this WebApplication app)
    {
        app.MapMethods("/docs", ["GET", "HEAD"], (PublicAddress address) => new RazorComponentResult<DocsPage>(new { Address = address.Get() }) { PreventStreamingRendering = true })
            .AllowAnonymous().ExcludeFromDescription();
        app.MapMethods("/docs/push", ["GET", "HEAD"], (PushGuides guides) => new RazorComponentResult<PushGuidesPage>(new { Guides = guides.List() }) { PreventStreamingRendering = true })
            .AllowAnonymous().ExcludeFromDescription();
        app.MapMethods("/docs/push/{carrier}", ["GET", "HEAD"], (string carrier, PushGuides guides, PublicAddress address) => guides.Find(carrier.ToLowerInvariant()) is { } guide
            ? (IResult)new RazorComponentResult<PushGuidePage>(new { Guide = guide, Address = address.Link("push/" + guide.Carrier) }) { PreventStreamingRendering = true }
            : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
        return app;
    }
}
