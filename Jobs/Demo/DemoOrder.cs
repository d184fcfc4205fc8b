using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Parcels;

namespace Tracking.Jobs.Demo;

/// <summary>An order of the demo: what it is there to show, and the order as its shop registers it.</summary>
public sealed record DemoOrder(string Shop, string Story, OrderDraft Draft)
{
    /// <summary>The orders of the sandbox's <c>orders.json</c>.</summary>
    public static IReadOnlyList<DemoOrder> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(Order)];
    }

    private static DemoOrder Order(JsonElement order)
    {
        var buyer = order.GetProperty("buyer");
        var destination = order.GetProperty("destination");
        var value = order.GetProperty("value");
        return new DemoOrder(Text(order, "shop")!, Text(order, "story")!, new OrderDraft
        {
            Channel = Text(order, "channel")!,
            Number = Text(order, "number")!,
            PlacedAt = Text(order, "placedAt") is { } placed ? InstantPattern.ExtendedIso.Parse(placed).Value : null,
            BuyerEmail = Text(buyer, "email"),
            BuyerName = Text(buyer, "name"),
            Locale = Text(buyer, "locale"),
            Country = Text(destination, "country"),
            Postcode = Text(destination, "postcode"),
            Value = value.GetProperty("amount").GetDecimal(),
            Currency = Text(value, "currency"),
            Tier = Text(order, "tier"),
            Parcels = [.. order.GetProperty("parcels").EnumerateArray().Select(Parcel)],
        });
    }

    private static ParcelDraft Parcel(JsonElement parcel) => new()
    {
        Carrier = Text(parcel, "carrier") is { } carrier ? new CarrierId(carrier) : null,
        Number = TrackingNumber.Get(Text(parcel, "trackingNumber")!),
        PromisedBy = Text(parcel, "promisedBy") is { } day ? LocalDatePattern.Iso.Parse(day).Value : null,
        Items = [.. parcel.GetProperty("items").EnumerateArray().Select(item => new Item { Sku = Text(item, "sku")!, Title = Text(item, "title"), Quantity = item.GetProperty("quantity").GetInt32() })],
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var property) && property.ValueKind is JsonValueKind.String ? property.GetString() : null;
}
