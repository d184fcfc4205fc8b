namespace Tracking.Portal.Buyer;

/// <summary>Which language a reader would like: what the address asks for, and what the browser sends.</summary>
public readonly record struct Reader(string? Asked, string? Accepted)
{
    public static Reader Of(HttpContext context) => new(context.Request.Query["lang"], context.Request.Headers.AcceptLanguage);

    /// <summary>The words for this reader, where an order named a language too.</summary>
    public Texts For(string? locale = null) => Texts.Pick(Asked, locale, Accepted);
}
