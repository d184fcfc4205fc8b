using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Portal.Live;

namespace Tracking.Portal.Buyer;

/// <summary>The bar alone, for a shop's own pages: <c>/embed/{token}</c> in a frame, <c>/embed/{token}.json</c> for the component of <c>/embed.js</c>; on the shop's sites only.</summary>
public static class EmbedSetup
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapEmbed(this WebApplication app)
    {
        var embeds = app.MapGroup("").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        embeds.MapMethods("/embed/{token}", Reading, FrameAsync);
        embeds.MapMethods("/embed/{token}.json", Reading, StateAsync);
        embeds.MapMethods("/brand/{colour}.css", Reading, (string colour, HttpContext context) => Sheet(BrandColours.Sheet(colour), context));
        embeds.MapMethods("/brand/radius/{radius}.css", Reading, (string radius, HttpContext context) => Sheet(EmbedLook.Rounding(radius), context));
        embeds.MapMethods("/brand/logo/{name}", Reading, LogoAsync).WithMetadata(new ContentSecurity("default-src 'none'; frame-ancestors 'none'"));
    }

    private static async Task<IResult> FrameAsync(string token, HttpContext context, OrderPages pages)
    {
        Privacy.Of(context.Response);
        if (await pages.FindAsync(token, Reader.Of(context), context.RequestAborted) is not { } found)
            return Results.NotFound();
        var sites = found.Order.Shop.Brand.Sites is { Count: > 0 } listed ? string.Join(' ', listed) : "'none'";
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {sites}";
        return new RazorComponentResult<EmbedPage>(new { Found = found, Look = EmbedLook.Of(context.Request, found.Order.Shop.Brand) }) { PreventStreamingRendering = true };
    }

    private static async Task<IResult> StateAsync(string token, HttpContext context, OrderPages pages, PublicAddress address)
    {
        Privacy.Of(context.Response);
        context.Response.Headers.Vary = "Accept-Language, Origin";
        if (await pages.FindAsync(token, Reader.Of(context), context.RequestAborted) is not { } found)
            return Results.NotFound();
        var origin = context.Request.Headers.Origin.ToString();
        if (found.Order.Shop.Brand.Sites.Contains(origin, StringComparer.OrdinalIgnoreCase))
            context.Response.Headers.AccessControlAllowOrigin = origin;
        return Results.Json(EmbedState.Of(found, EmbedLook.Of(context.Request, found.Order.Shop.Brand), address), Json);
    }

    private static async Task<IResult> LogoAsync(string name, HttpContext context, ShopStore shops)
    {
        if (await shops.FindLogoAsync(name, context.RequestAborted) is not { } image)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(image, Logo.TypeOf(name));
    }

    private static IResult Sheet(string? sheet, HttpContext context)
    {
        if (sheet is null)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Text(sheet, "text/css");
    }
}
