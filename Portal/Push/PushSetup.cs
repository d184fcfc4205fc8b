using System.Globalization;
using Tracking.Jobs;
using Tracking.Portal.Api;

namespace Tracking.Portal.Push;

/// <summary>Where carriers push to: <c>POST /push/{carrier}</c>.</summary>
public static class PushSetup
{
    public static WebApplication MapPush(this WebApplication app)
    {
        app.MapPost("/push/{carrier}", TakeAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        app.MapPost("/push/{carrier}/{endpoint}", TakeAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        return app;
    }

    private static async Task TakeAsync(HttpContext context, PushGate gate)
    {
        var request = context.Request;
        PushAnswer answer;
        try
        {
            answer = await gate.TakeAsync(new PushRequest(
                (string)context.GetRouteValue("carrier")!,
                (string?)context.GetRouteValue("endpoint"),
                request.ContentType,
                request.Headers.ContentEncoding,
                request.ContentLength,
                name => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null,
                request.Body,
                request.Query.ContainsKey("check")), context.RequestAborted);
        }
        catch (BadHttpRequestException error)
        {
            // The body broke off, came too slowly or is not what its own framing says: the sender's fault, not ours.
            await Problem.Of(error.StatusCode, "Not readable", "The body did not arrive whole.").ExecuteAsync(context);
            return;
        }
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.Headers.CacheControl = "no-store";
        if (answer.Receipt is { } receipt)
            response.Headers["Push-Receipt"] = receipt;
        if (answer.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await response.WriteAsync(answer.Body, context.RequestAborted);
    }
}
