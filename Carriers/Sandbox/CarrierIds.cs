using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>The carriers for which the sandbox stands in, and those that only an aggregator tells of.</summary>
public static class CarrierIds
{
    public static readonly CarrierId Fedex = new("fedex"), Usps = new("usps"), DhlUnified = new("dhl-unified"), Cainiao = new("cainiao"), Seventeentrack = new("seventeentrack"),
        Ups = new("ups"), LaPoste = new("laposte"), Correios = new("correios"), Kuaidi100 = new("kuaidi100"), NinjaVan = new("ninja-van"), Landmark = new("landmark"), EasyPost = new("easypost"),
        YunExpress = new("yunexpress"), Yanwen = new("yanwen"), ChinaEms = new("china-ems"), ChinaPost = new("china-post"), DeutschePost = new("deutsche-post"), SwissPost = new("swiss-post");
}
