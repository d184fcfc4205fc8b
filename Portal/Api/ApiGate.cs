using Microsoft.AspNetCore.Http.Features;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Portal.Live;

namespace Tracking.Portal.Api;

/// <summary>Lets in who brings a valid key, as the shop it belongs to, and not too often.</summary>
public sealed class ApiGate(ShopStore shops) : IEndpointFilter, IAsyncDisposable
{
    private readonly CallerLimit _wrongKeys = new(30);
    private readonly CallerLimit _requests = new(1200);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers.CacheControl = "no-store";
        var header = context.Request.Headers.Authorization.ToString();
        var key = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        if (key.Length is 0 or > 100 || await shops.FindByKeyAsync(key, context.RequestAborted) is not { } shop)
        {
            if (!_wrongKeys.Allows(CallerLimit.CallerOf(context)))
                return TooMany(context);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problem.Of(401, "No valid key", "Send a key of your shop as Authorization: Bearer ptk_….");
        }
        if (!_requests.Allows("shop " + shop.Id))
            return TooMany(context);
        context.Features.Set(shop);
        return await next(invocation);
    }

    /// <summary>The shop whose key this request brought.</summary>
    public static Shop ShopOf(HttpContext context) => context.Features.GetRequiredFeature<Shop>();

    public async ValueTask DisposeAsync()
    {
        await _wrongKeys.DisposeAsync();
        await _requests.DisposeAsync();
    }

    private static IResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "10";
        return Problem.Of(429, "Too many requests", "Wait ten seconds and go on more slowly.");
    }
}
