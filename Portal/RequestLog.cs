using System.Diagnostics;

namespace Tracking.Portal;

/// <summary>One log line a request, with the route's template in place of the path: paths hold tokens and tracking numbers.</summary>
public sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var began = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Answered(context.Request.Method, Template(context), context.Response.StatusCode, (long)clock.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    /// <summary>The template of the route that was taken; <c>(no route)</c> where none was.</summary>
    public static string Template(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    /// <summary>Puts the template into a trace in place of the path.</summary>
    public static void Redact(Activity activity, HttpResponse response)
    {
        activity.SetTag("url.path", Template(response.HttpContext));
        activity.SetTag("url.query", null);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Route} answered {Status} in {Milliseconds} ms")]
    private partial void Answered(string method, string route, int status, long milliseconds);
}
