using System.Text;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Net.Http.Headers;
using Tracking.Core.Events;
using Tracking.Core.Timelines;
using Tracking.Portal.Live;
using Tracking.Portal.Map;

namespace Tracking.Portal.Buyer;

/// <summary>The drawings of parcels' ways: <c>/t/{token}/map/{number}.svg</c> and <c>/track/{pass}/map.svg</c>. Pages load them late, and once for each change of the way.</summary>
public static class MapSetup
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>A picture that runs nothing and fetches nothing, wherever it is opened.</summary>
    private static readonly ContentSecurity Strict = new("default-src 'none'; frame-ancestors 'none'");

    public static void MapMaps(this WebApplication app)
    {
        var maps = app.MapGroup("").AllowAnonymous().DisableAntiforgery().WithMetadata(Strict).ExcludeFromDescription();
        maps.MapMethods("/t/{token}/map/{number:int}.svg", Reading, OfOrderAsync).CacheOutput(ForSeconds);
        maps.MapMethods("/track/{pass}/map.svg", Reading, OfParcelAsync).CacheOutput(ForSeconds);
    }

    private static void ForSeconds(OutputCachePolicyBuilder picture) => picture.Expire(TimeSpan.FromSeconds(60)).SetVaryByQuery("theme", "v");

    private static async Task<IResult> OfOrderAsync(string token, int number, string? theme, string? v, HttpContext context, OrderPages pages)
    {
        Privacy.Of(context.Response);
        if (await pages.FindAsync(token, Reader.Of(context), context.RequestAborted) is not { } found)
            return Results.NotFound();
        context.Features.Get<IOutputCacheFeature>()?.Context.Tags.Add(LiveFeed.TagOf(found.Order.Id));
        var parcels = found.Parcels.ToDictionary(view => view.Parcel.Id);
        return found.Order.Parcels.Where(parcel => parcels.ContainsKey(parcel.ParcelId)).ElementAtOrDefault(number - 1) is { } parcel
            ? Picture(context, parcels[parcel.ParcelId].Timeline, found.Order.Shop.Brand.Accent, theme, v) : Results.NotFound();
    }

    private static async Task<IResult> OfParcelAsync(string pass, string? theme, string? v, HttpContext context, Lookup lookup, OrderPages pages)
    {
        Privacy.Of(context.Response);
        return lookup.Open(pass) is { } parcel && await pages.FindTimelineAsync(parcel, context.RequestAborted) is { } timeline ? Picture(context, timeline, null, theme, v) : Results.NotFound();
    }

    private static IResult Picture(HttpContext context, Timeline timeline, string? accent, string? theme, string? asked)
    {
        IReadOnlyList<Town> towns = Way.Towns(Way.Of(timeline));
        if (towns.Count == 0)
            return Results.NotFound();
        var (version, dark) = (WayMap.VersionOf(towns), theme == "dark");
        context.Response.Headers.CacheControl = asked == version ? "private, max-age=86400" : "private, no-cache";
        context.Response.Headers.Remove(HeaderNames.Vary);
        var colour = BrandColours.On(accent, dark);
        return Results.Bytes(Encoding.UTF8.GetBytes(WayMap.Draw(towns, colour, dark)), "image/svg+xml", entityTag: new EntityTagHeaderValue($"\"{version}{colour[1..]}\""));
    }
}
