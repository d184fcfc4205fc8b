using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;
using Tracking.Core.Postgres;
using Tracking.Portal.Live;
using Tracking.Portal.Notices;

namespace Tracking.Portal.Buyer;

/// <summary>The pages of buyers: <c>/t/{token}</c>, and <c>/track</c> for those without a link. Whole documents; no cookie, no circuit.</summary>
public static class BuyerSetup
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private static readonly ContentSecurity Strict = new(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'");

    public static IServiceCollection AddBuyer(this IServiceCollection services)
    {
        // Letters of every script as they are: an escape for each would make pages of Arabic or Japanese thrice as long.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<OrderPages>();
        services.AddSingleton<Lookup>();
        services.AddOutputCache();
        return services.AddLive();
    }

    /// <summary>A page that many open is made once in some seconds, and anew at each change that reaches this node; an open page that was told of news asks past that.</summary>
    private static void ForSeconds(OutputCachePolicyBuilder page) => page.Expire(TimeSpan.FromSeconds(5)).SetVaryByQuery("lang").SetVaryByHeader("Accept-Language")
        .With(context => context.HttpContext.Request.Headers.CacheControl.Count == 0);

    public static WebApplication MapBuyer(this WebApplication app)
    {
        app.UseStatusCodePages(SayLostAsync);
        app.MapLive();
        app.MapEmbed();
        app.MapMaps();
        var pages = app.MapGroup("").AllowAnonymous().DisableAntiforgery().WithMetadata(Strict).ExcludeFromDescription();
        pages.MapMethods("/t/{token}", Reading, OrderAsync).CacheOutput(ForSeconds);
        pages.MapMethods("/", Reading, LookUp);
        pages.MapMethods("/track", Reading, LookUp);
        pages.MapPost("/track", FindAsync);
        pages.MapMethods("/track/{pass}", Reading, WayAsync);
        pages.MapNotices();
        return app;
    }

    private static async Task<IResult> OrderAsync(string token, HttpContext context, OrderPages pages, NoticeStore notices, IOptions<PortalSettings> portal)
    {
        var texts = Begin(context);
        if (await pages.FindAsync(token, Reader.Of(context), context.RequestAborted) is not { } found)
            return Page<GonePage>(404, new { Texts = texts, portal.Value.IsDemo });
        context.Features.Get<IOutputCacheFeature>()?.Context.Tags.Add(LiveFeed.TagOf(found.Order.Id));
        return Page<OrderPage>(200, new { found.View, found.Texts, found.Data, found.Order.Token, Notices = await notices.FormAsync(found.Order, found.View.IsOver, found.Texts, context.RequestAborted), portal.Value.IsDemo });
    }

    private static IResult LookUp(HttpContext context, IOptions<PortalSettings> portal) =>
        Page<LookupPage>(200, new { Texts = Begin(context), portal.Value.IsDemo });

    private static async Task<IResult> FindAsync(HttpContext context, Lookup lookup, IOptions<PortalSettings> portal)
    {
        var texts = Begin(context);
        context.Response.Headers.CacheControl = "no-store";
        string number = "", proof = "", tracking = "";
        if (!IsOwnPage(context.Request))
            return Results.Problem("The form was sent from another site.", statusCode: 403, title: "Refused");
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > 8192)
            return Again(400, "Lookup.Wrong");
        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return Again(400, "Lookup.Wrong");
        }
        (number, proof, tracking) = (form["number"].ToString(), form["proof"].ToString(), form["trackingNumber"].ToString());
        if (!lookup.Allows(CallerLimit.CallerOf(context), tracking.Length > 0 ? tracking : number))
        {
            context.Response.Headers.RetryAfter = "60";
            return Again(429, "Lookup.Slow");
        }
        if (tracking.Length > 0)
            return await lookup.FindWayAsync(tracking, context.RequestAborted) is { } pass ? SeeOther(context, "/track/" + pass + texts.Query) : Again(404, "Lookup.WrongTracking");
        return await lookup.ListAsync(number, proof, context.RequestAborted) switch
        {
            [] => Again(404, "Lookup.Wrong"),
            [var order] => SeeOther(context, "/t/" + order.Token + texts.Query),
            var several => Page<ChoicePage>(200, new { Texts = texts, Orders = several, portal.Value.IsDemo }),
        };

        IResult Again(int status, string problem) => Page<LookupPage>(status, new { Texts = texts, Problem = problem, Number = number, Proof = proof, Tracking = tracking, portal.Value.IsDemo });
    }

    private static async Task<IResult> WayAsync(string pass, HttpContext context, Lookup lookup, OrderPages pages, IOptions<PortalSettings> portal)
    {
        var texts = Begin(context);
        return lookup.Open(pass) is { } parcel && await pages.FindWayAsync(parcel, texts, context.RequestAborted) is { } view
            ? Page<WayPage>(200, new { View = view, Texts = texts, Pass = pass, portal.Value.IsDemo })
            : Page<GonePage>(404, new { Texts = texts, portal.Value.IsDemo });
    }

    /// <summary>An address that leads nowhere gets a page where a person asked, and stays empty for programs.</summary>
    private static Task SayLostAsync(StatusCodeContext lost)
    {
        var context = lost.HttpContext;
        return context.Response.StatusCode == 404 && HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Page<GonePage>(404, new { Texts = Begin(context), Words = "Lost", context.RequestServices.GetRequiredService<IOptions<PortalSettings>>().Value.IsDemo }).ExecuteAsync(context)
            : Task.CompletedTask;
    }

    private static Texts Begin(HttpContext context)
    {
        Privacy.Of(context.Response);
        return Reader.Of(context).For();
    }

    /// <summary>Browsers tell where a form was (its origin is "null" under no-referrer); who tells nothing is no browser that could be made to send one.</summary>
    internal static bool IsOwnPage(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site is "same-origin" or "none"
        : request.Headers.Origin.ToString() is "" or "null" || (Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value);

    private static IResult SeeOther(HttpContext context, string address)
    {
        context.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static RazorComponentResult<T> Page<T>(int status, object parameters) where T : IComponent =>
        new(parameters) { StatusCode = status, PreventStreamingRendering = true };
}
