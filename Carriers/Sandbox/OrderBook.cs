using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary><c>orders.json</c>: what two shops sold, as bodies of <c>POST /api/v1/orders</c> with the shop and the story beside. All people in it are invented.</summary>
public static class OrderBook
{
    public const string Name = "orders.json";

    public static readonly IReadOnlyList<string> Shops = ["Nordlicht", "Casa Azul"];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly string[] Given = ["Ada", "Bruno", "Carla", "Dmitri", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Livia", "Mateo", "Nadia", "Olga", "Paulo"];
    private static readonly string[] Family = ["Abendrot", "Birkenfeld", "Cordeiro", "Dunmore", "Eichhorn", "Falcone", "Grauwacke", "Hollister", "Ibarra", "Jansson", "Kestrel", "Lindqvist"];
    private static readonly (string Sku, string Title, decimal Price)[] Goods =
    [
        ("LMP-04", "Desk lamp", 49.90m), ("HDP-11", "Headphones", 89.00m), ("MUG-02", "Mug, set of four", 24.50m), ("RUG-07", "Wool rug", 219.00m), ("CAM-01", "Action camera", 349.00m),
        ("BKP-09", "Backpack", 74.90m), ("TEA-03", "Tea sampler", 18.00m), ("WCH-05", "Wrist watch", 159.00m),
    ];

    /// <summary>All orders, those that are there to be watched first. The same world and seed make the same orders.</summary>
    public static byte[] Write(World world, int seed)
    {
        var random = new Random(seed);
        var orders = new List<object>();
        var journeys = world.Journeys;
        for (var i = 0; i < journeys.Count; i++)
        {
            var journey = journeys[i];
            // Two parcels that tell the same story on the same way to the same town are one order.
            var second = i + 1 < journeys.Count && journeys[i + 1] is var next && next.Story == journey.Story && next.Registered == journey.Registered
                && next.Destination == journey.Destination ? next : null;
            orders.Add(Order(journey, second, orders.Count, random));
            if (second is not null)
                i++;
        }
        return JsonSerializer.SerializeToUtf8Bytes(orders, Options);
    }

    private static object Order(Journey journey, Journey? second, int index, Random random)
    {
        // Orders go to the shops in turn; the first of each has the same number.
        var number = "SO-" + (4000 + Math.Max(1, index)).ToString(CultureInfo.InvariantCulture);
        var (given, family) = (Given[random.Next(Given.Length)], Family[random.Next(Family.Length)]);
        var goods = Goods[random.Next(Goods.Length)];
        var journeys = second is null ? [journey] : new[] { journey, second };
        return new
        {
            shop = Shops[index % Shops.Count],
            story = JsonNamingPolicy.KebabCaseLower.ConvertName(journey.Story.ToString()),
            channel = index % 4 == 3 ? "marketplace" : "shopify",
            number,
            placedAt = InstantPattern.General.Format(journeys.Min(parcel => parcel.PlacedAt)),
            buyer = new
            {
                email = $"{given}.{family}.{index + 1}@example.test".ToLowerInvariant(),
                name = $"{given} {family}",
                locale = journey.Destination.Country switch { "BR" => "pt-BR", "DE" => "de-DE", "CH" => "de-CH", "FR" => "fr-FR", "BE" => "fr-BE", "CN" => "zh-CN", "MY" => "en-MY", _ => "en-US" },
            },
            destination = new { country = journey.Destination.Country, postcode = journey.Destination.Postcode },
            value = new { amount = goods.Price * journeys.Length, currency = journey.Destination.Country switch { "DE" or "FR" or "BE" => "EUR", "CH" => "CHF", _ => "USD" } },
            tier = random.Next(8) == 0 ? "vip" : null,
            parcels = journeys.Select((parcel, i) => new
            {
                carrier = parcel.Registered.Value,
                trackingNumber = parcel.Number,
                promisedBy = index % 3 == 0 ? null : LocalDatePattern.Iso.Format(parcel.Expected.PlusDays(index % 3)),
                items = new[] { new { sku = goods.Sku, title = goods.Title, quantity = 1 } },
            }).ToArray(),
        };
    }
}
