using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>The carriers for which the sandbox stands in, and those that only 17TRACK tells of.</summary>
public static class CarrierIds
{
    public static readonly CarrierId Fedex = new("fedex"), Usps = new("usps"), DhlUnified = new("dhl-unified"), Cainiao = new("cainiao"), Seventeentrack = new("seventeentrack"),
        ChinaPost = new("china-post"), Correios = new("correios"), YunExpress = new("yunexpress"), DeutschePost = new("deutsche-post"), SwissPost = new("swiss-post");
}
