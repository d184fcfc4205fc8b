namespace Tracking.Portal;

/// <summary>
/// Endpoint metadata: the Content-Security-Policy of this endpoint's answers (<c>.WithMetadata(new ContentSecurity(…))</c>).
/// An endpoint without it gets <see cref="Default"/>; null sends none.
/// </summary>
public sealed class ContentSecurity(Func<HttpContext, string?> policy)
{
    public const string Default = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public ContentSecurity(string? policy) : this(_ => policy)
    {
    }

    public string? For(HttpContext context) => policy(context);

    /// <summary>Sends the security headers with every answer.</summary>
    public static Task SendAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                var own = context.GetEndpoint()?.Metadata.GetMetadata<ContentSecurity>();
                if ((own is null ? Default : own.For(context)) is { } policy)
                    headers.ContentSecurityPolicy = policy;
            }
            return Task.CompletedTask;
        });
        return next(context);
    }
}
