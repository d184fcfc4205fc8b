namespace Tracking.Portal.Live;

/// <summary>The headers of everything that a buyer's link opens: kept by nobody, found by nobody, told to nobody.</summary>
public static class Privacy
{
    public static void Of(HttpResponse response)
    {
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow, noarchive";
        response.Headers.CacheControl = "private, max-age=1";
        response.Headers.Vary = "Accept-Language";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
