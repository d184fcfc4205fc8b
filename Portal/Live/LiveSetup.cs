using System.Globalization;
using System.Text.Json;
using Tracking.Portal.Buyer;

namespace Tracking.Portal.Live;

/// <summary><c>/t/{token}.json</c> and <c>/t/{token}/live</c>.</summary>
public static class LiveSetup
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveFeed>());
        return services;
    }

    public static WebApplication MapLive(this WebApplication app)
    {
        app.MapMethods("/t/{token}.json", ["GET", "HEAD"], StateAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/t/{token}/live", FollowAsync).AllowAnonymous().ExcludeFromDescription();
        return app;
    }

    private static async Task<IResult> StateAsync(string token, HttpContext context, OrderPages pages)
    {
        Privacy.Of(context.Response);
        return await pages.FindAsync(token, Reader.Of(context), context.RequestAborted) is { } found
            ? Results.Json(OrderState.Of(found.Order, found.Parcels, found.View), Json)
            : Results.Problem("This link leads nowhere, or it has run out.", statusCode: 404, title: "Not found");
    }

    private static async Task FollowAsync(string token, HttpContext context, OrderPages pages, LiveFeed feed, TimeProvider clock, IHostApplicationLifetime life)
    {
        var response = context.Response;
        Privacy.Of(response);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        var cancel = ending.Token;
        var reader = Reader.Of(context);
        if (await pages.FindAsync(token, reader, cancel) is not { } found)
        {
            response.StatusCode = 404;
            return;
        }
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : context.Request.Query["since"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        if (found.View.IsOver && seen >= found.View.Version)
        {
            // The one answer after which a browser does not come back.
            response.StatusCode = 204;
            return;
        }
        using var news = feed.Follow(found.Order.Id);
        if (news is null)
        {
            response.StatusCode = 503;
            response.Headers.RetryAfter = "30";
            return;
        }
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        var began = clock.GetTimestamp();
        try
        {
            await response.WriteAsync("retry: 3000\n\n", cancel);
            await response.Body.FlushAsync(cancel);
            // Again: between the first look and the following something can have happened.
            var told = false;
            while (true)
            {
                if (await pages.FindAsync(token, reader, cancel) is not { } now)
                    return;
                if (told || now.View.Version != seen)
                {
                    seen = now.View.Version;
                    await response.WriteAsync($"id: {seen}\nevent: changed\ndata: {JsonSerializer.Serialize(OrderState.Of(now.Order, now.Parcels, now.View), Json)}\n\n", cancel);
                    await response.Body.FlushAsync(cancel);
                }
                if (now.View.IsOver)
                    return;
                bool? heard;
                while ((heard = await news.WaitAsync(Beat, cancel)) is null)
                {
                    if (clock.GetElapsedTime(began) > Longest)
                        return;
                    await response.WriteAsync("event: beat\ndata: 1\n\n", cancel);
                    await response.Body.FlushAsync(cancel);
                }
                told = heard.Value;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }
}
