using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime.Text;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Portal.Buyer;

/// <summary>The page for programs that read it, as schema.org's ParcelDelivery: no name, no street, no e-mail.</summary>
public static class LinkedData
{
    /// <summary>JSON-LD, safe inside a script element.</summary>
    public static string Of(Order order, IReadOnlyList<ParcelView> parcels, CarrierPages carriers)
    {
        var byId = parcels.ToDictionary(view => view.Parcel.Id);
        // The default encoder writes < > & as escapes, so that no text of anybody's ends the element.
        return JsonSerializer.Serialize(new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@graph"] = new JsonArray([.. order.Parcels.Where(parcel => byId.ContainsKey(parcel.ParcelId)).Select(parcel => Parcel(order, parcel, byId[parcel.ParcelId], carriers))]),
        });
    }

    private static JsonObject Parcel(Order order, OrderParcel parcel, ParcelView view, CarrierPages carriers)
    {
        var edd = view.Timeline.Edd;
        return new JsonObject
        {
            ["@type"] = "ParcelDelivery",
            ["trackingNumber"] = parcel.Number.Value,
            ["provider"] = parcel.Carrier is { } carrier ? new JsonObject { ["@type"] = "Organization", ["name"] = carriers.NameOf(carrier) } : null,
            ["trackingUrl"] = parcel.Carrier is { } by ? carriers.Find(by, parcel.Number)?.AbsoluteUri : null,
            ["expectedArrivalFrom"] = edd is null ? null : LocalDatePattern.Iso.Format(edd.From),
            ["expectedArrivalUntil"] = edd is null ? null : LocalDatePattern.Iso.Format(edd.To),
            ["itemShipped"] = new JsonArray([.. parcel.Items.Select(item => new JsonObject { ["@type"] = "Product", ["sku"] = item.Sku, ["name"] = item.Title })]),
            ["partOfOrder"] = new JsonObject { ["@type"] = "Order", ["orderNumber"] = order.Number, ["seller"] = new JsonObject { ["@type"] = "Organization", ["name"] = order.Shop.Name } },
        };
    }
}
