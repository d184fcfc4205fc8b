using System.Net;

namespace Tracking.Portal;

/// <summary>The portal's settings; the names are those of the keys.</summary>
public sealed class PortalSettings
{
    /// <summary>The address under which buyers and carriers reach the portal, such as <c>https://track.example.com/</c>; null: the one it listens on.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Addresses of the reverse proxies whose <c>X-Forwarded-*</c> headers are believed; nobody else's are.</summary>
    public string[] KnownProxies { get; set; } = [];

    /// <summary>Where traces and metrics are sent over OTLP, such as <c>http://localhost:4317</c>; null: nowhere.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>True in the demo, whose data folder holds invented parcels; set by the program, not by a key.</summary>
    public bool IsDemo { get; internal set; }

    /// <summary>What is wrong with the settings, a sentence each, naming the key.</summary>
    public IEnumerable<string> Problems()
    {
        if (PublicUrl is { Length: > 0 } url && (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Query.Length > 0))
            yield return "PublicUrl is an address that begins with https:// (or http://), such as https://track.example.com/.";
        foreach (var proxy in KnownProxies)
            if (!IPAddress.TryParse(proxy, out _))
                yield return "KnownProxies holds IP addresses, such as KnownProxies:0=10.0.0.5; one of them is none.";
        if (OtlpEndpoint is { Length: > 0 } endpoint && !Uri.TryCreate(endpoint, UriKind.Absolute, out _))
            yield return "OtlpEndpoint is an address, such as http://localhost:4317.";
    }
}
