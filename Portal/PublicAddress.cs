using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Tracking.Portal;

/// <summary>The address that goes into links: <c>PublicUrl</c>, else the one the portal listens on.</summary>
public sealed class PublicAddress(IOptions<PortalSettings> settings, IServer server)
{
    /// <summary>Ends with a slash.</summary>
    public Uri Get()
    {
        var text = settings.Value.PublicUrl is { Length: > 0 } configured ? configured : server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost/";
        return new Uri(text.EndsWith('/') ? text : text + "/");
    }

    public string Link(string path) => new Uri(Get(), path.TrimStart('/')).AbsoluteUri;
}
