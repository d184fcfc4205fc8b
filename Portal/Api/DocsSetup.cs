using Microsoft.AspNetCore.Http.HttpResults;

namespace Tracking.Portal.Api;

/// <summary>Where people read how to call the API: a plain page that asks nobody else for anything.</summary>
public static class DocsSetup
{
    public static WebApplication MapDocs(this WebApplication app)
    {
        app.MapMethods("/docs", ["GET", "HEAD"], (PublicAddress address) => new RazorComponentResult<DocsPage>(new { Address = address.Get() }) { PreventStreamingRendering = true })
            .AllowAnonymous().ExcludeFromDescription();
        return app;
    }
}
