using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>
/// The lanes of the worlds. Whole journeys come from published ranges, each range read as the 10 % and 90 % points of a log-normal wait and so its geometric
/// mean as the median: Cainiao Premium 5 to 10 days, Standard 10 to 18 (France, Germany and Great Britain from 7), Economy 20 to 45; AliExpress Standard to the
/// USA 15 to 45; ePacket to the USA 7 to 15 working days (woodropship.com, "AliExpress Shipping Explained", quoting Cainiao, AliExpress and Shopify);
/// FedEx, DHL and UPS across the world 2 to 4 days, EMS 7 to 10 (fonder.com.sg, help 33); registered air mail 10 to 30 working days (marvble.com/shipping);
/// inside Brazil by destination 3.5 (São Paulo) to 13.8 days (Bahia), the standard deviation of the logarithm 0.63 within a lane and 0.41 between lanes, and
/// 1.07 % of the parcels handed over never delivered, 0.4 % (Espírito Santo) to 4.2 % (Maranhão) by destination (Olist, 2016 to 2018, aggregates).
/// Customs: nearly all in a day or two (winenfood.com on China Post); fewer than 80 % of a country's parcels cleared within five days is an alarm
/// (docs.vortexiq.ai on Australia Post). How a journey divides into phases and where parcels get lost is inferred [I]; that many are lost after arrival in the country of destination is the complaint of
/// DoESLiverpool/somebody-should#607.
/// </summary>
public static class TrueLanes
{
    private static readonly Phase[] Abroad = [Phase.Label, Phase.Accepted, Phase.LeftOrigin, Phase.Arrived, Phase.Cleared, Phase.AtDepot, Phase.OutForDelivery];
    private static readonly Phase[] Inland = [Phase.Label, Phase.Accepted, Phase.AtDepot, Phase.OutForDelivery];

    /// <summary>Lanes as different as the sources say.</summary>
    public static IReadOnlyList<TrueLane> Varied { get; } =
    [
        // Low and high in calendar days as published; five working days a week are 5.35 of seven on the working clock.
        Cross("fedex", "CN", "US", "express", 60, 2, 4, 0.003, ["US-MEM", "US-OAK", "US-IND"]),
        Cross("fedex", "DE", "US", "express", 20, 2, 4, 0.003, ["US-MEM", "US-EWR"]),
        Cross("dhl-express", "CN", "DE", "express", 40, 2, 4, 0.003, ["DE-LEJ", "DE-CGN"]),
        Cross("cainiao", "CN", "US", "premium", 40, 5, 10, 0.006, ["US-LAX", "US-JFK", "US-ORD"]),
        Cross("cainiao", "CN", "US", "standard", 120, 15, 45, 0.012, ["US-LAX", "US-JFK", "US-ORD"]),
        Cross("cainiao", "CN", "FR", "standard", 60, 7, 18, 0.009, ["FR-CDG", "FR-LYS"]),
        Cross("cainiao", "CN", "DE", "standard", 60, 7, 18, 0.007, ["DE-FRA", "DE-LEJ"]),
        Cross("cainiao", "CN", "GB", "standard", 50, 7, 18, 0.008, ["GB-LHR", "GB-EMA"]),
        Cross("cainiao", "CN", "BR", "standard", 70, 10, 45, 0.02, ["BR-CWB", "BR-GRU"]),
        Cross("cainiao", "CN", "BR", "economy", 40, 20, 45, 0.03, ["BR-CWB", "BR-GRU"], without: [Phase.LeftOrigin, Phase.AtDepot]),
        Cross("china-post", "CN", "US", "epacket", 60, 10, 21, 0.01, ["US-LAX", "US-JFK"], without: [Phase.AtDepot]),
        Cross("china-post", "CN", "BR", "registered", 30, 14, 42, 0.03, ["BR-CWB"], without: [Phase.Cleared]),
        Cross("china-post", "CN", "ES", "registered", 30, 14, 42, 0.02, ["ES-MAD"]),
        Cross("china-post", "CN", "IT", "registered", 30, 14, 42, 0.03, ["IT-MXP"], without: [Phase.Cleared]),
        Cross("ems", "CN", "AU", "ems", 20, 7, 10, 0.006, ["AU-SYD", "AU-MEL"]),
        Cross("ems", "CN", "JP", "ems", 20, 7, 10, 0.004, ["JP-NRT"]),
        Inside("usps", "US", "ground", 90, 2, 5, 0.005, ["US-LAX", "US-ORD", "US-ATL", "US-JFK"]),
        Inside("dhl-parcel-de", "DE", "paket", 40, 1, 3, 0.003, ["DE-HAM", "DE-MUC", "DE-FRA"]),
        Inside("la-poste", "FR", "colissimo", 30, 2, 4, 0.004, ["FR-CDG", "FR-LYS"]),
        Inside("correios", "BR", "sedex", 40, 1.6, 7.8, 0.007, ["BR-GRU", "BR-GIG"]),
        Inside("correios", "BR", "pac", 50, 6.2, 30, 0.016, ["BR-SSA", "BR-FOR", "BR-CWB"]),
    ];

    /// <summary>The same lanes with the one cited rate of loss, 1.07 %, on all of them and in all phases after the hand-over: how losses divide among lanes is inferred above, and this is the other end.</summary>
    public static IReadOnlyList<TrueLane> EvenlyLost { get; } = [.. Varied.Select(lane => lane with { Loss = 0.0107, LossWeights = [.. lane.Waits.Select((_, i) => i == 0 ? 0.0 : 1)] })];

    /// <summary>Lanes and phases of which nothing can be learned: each waits as long as any other and loses as many.</summary>
    public static IReadOnlyList<TrueLane> Alike { get; } =
    [
        .. Enumerable.Range(0, 20).Select(i => new TrueLane
        {
            Key = new("carrier-" + (char)('a' + i % 5), "SG", "SG", "service-" + (char)('a' + i / 5)),
            Share = 50,
            Waits = [(Phase.Label, 3), (Phase.Accepted, 3), (Phase.AtDepot, 3), (Phase.OutForDelivery, 3)],
            Spread = 0.63,
            Loss = 0.0107,
            LossWeights = [1, 1, 1, 1],
            Depots = ["SG-SIN"],
        }),
    ];

    private static TrueLane Cross(string carrier, string origin, string destination, string service, int share, double low, double high, double loss, string[] depots, Phase[]? without = null)
    {
        // Label: a day of packing. Out for delivery: hours, whatever the distance.
        double[] parts = [0, 0.2, 0.33, 0.15, 0.2, 0.12, 0];
        double[] lost = [0, 1, 2, 2, 3, 1, 1];
        return Of(Abroad, parts, lost, new(carrier, origin, destination, service), share, low, high, loss, depots, without ?? []);
    }

    private static TrueLane Inside(string carrier, string country, string service, int share, double low, double high, double loss, string[] depots) =>
        Of(Inland, [0, 0.7, 0.3, 0], [0, 3, 1, 1], new(carrier, country, country, service), share, low, high, loss, depots, []);

    private static TrueLane Of(Phase[] phases, double[] parts, double[] lost, LaneKey key, int share, double low, double high, double loss, string[] depots, Phase[] without)
    {
        var whole = Math.Sqrt(low * high) * WorkingShare;
        var waits = new List<(Phase Phase, double Days)>();
        var weights = new List<double>();
        for (var i = 0; i < phases.Length; i++)
        {
            var days = phases[i] switch { Phase.Label => PackingDays, Phase.OutForDelivery => OutDays, _ => whole * parts[i] };
            // What a carrier does not report belongs to the phase before.
            if (without.Contains(phases[i]))
            {
                waits[^1] = (waits[^1].Phase, waits[^1].Days + days);
                weights[^1] += lost[i];
                continue;
            }
            waits.Add((phases[i], days));
            weights.Add(lost[i]);
        }
        return new() { Key = key, Share = share, Waits = waits, Spread = PhaseSpread, Loss = loss, LossWeights = weights, Depots = depots };
    }

    /// <summary>Working days in a calendar day: five, a Saturday of 0.33 and a Sunday of 0.05 (Olist deliveries by weekday: 18.6 %, 6.1 % and 0.9 % a day).</summary>
    private const double WorkingShare = 5.38 / 7;
    private const double PackingDays = 1;
    private const double OutDays = 0.3;

    /// <summary>Two phases inland then make Olist's 0.6 of a whole; five across a border 0.4, a factor of three between the ends of a range as published.</summary>
    private const double PhaseSpread = 0.75;
}
