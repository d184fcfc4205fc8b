using System.Collections.Frozen;
using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>All journeys of the sandbox. The same seed and start make the same world.</summary>
public sealed class World
{
    private readonly FrozenDictionary<(CarrierId Carrier, string Number), Journey> _told;

    private World(IReadOnlyList<Journey> journeys)
    {
        Journeys = journeys;
        _told = journeys.SelectMany(journey => journey.Shares.Select(share => (share.Carrier, share.Number))
                .Concat(journey.RetoldBy is { } aggregator ? [(aggregator, journey.Number)] : []).Distinct().Select(told => (told, journey)))
            .ToFrozenDictionary(entry => entry.told, entry => entry.journey);
    }

    public IReadOnlyList<Journey> Journeys { get; }

    /// <summary>The journey that a carrier knows under a number; null where it knows none.</summary>
    public Journey? Find(CarrierId carrier, string number) => _told.GetValueOrDefault((carrier, number));

    /// <summary>What a carrier tells of a number at a moment, newest first; empty before its first scan.</summary>
    public IReadOnlyList<Scan> Tell(CarrierId carrier, string number, Instant now) =>
        Find(carrier, number)?.Shares.First(share => share.Carrier == carrier && share.Number == number).TellAt(now) ?? [];

    /// <param name="starts">When the sandbox was started on this data: the first start makes the whole world, each later one some more parcels that move.</param>
    public static World Make(int seed, IReadOnlyList<Instant> starts)
    {
        var random = new Random(seed);
        var numbers = new NumberMaker(random);
        var journeys = new List<Journey>();
        for (var run = 0; run < starts.Count; run++)
        {
            var moving = 0;
            foreach (var (story, way, count) in Plan)
            {
                if (run > 0 && story is not Story.MovingNow)
                    continue;
                for (var i = 0; i < count; i++)
                    journeys.Add(JourneyOf(random, numbers, story, way, starts[run], Duration.FromSeconds(20 + 15 * (story is Story.MovingNow ? moving++ : i))));
            }
        }
        return new World(journeys);
    }

    private static Journey JourneyOf(Random random, NumberMaker numbers, Story story, Way way, Instant start, Duration firstMove)
    {
        var (origin, destination) = (Any(way.Route.Origins), Any(way.Route.Destinations));
        var itinerary = new Itinerary(random, story, way, origin, destination);
        var scans = itinerary.Scans(start, firstMove);
        if (story is Story.CarrierCorrects)
            scans = Corrected(scans, start + firstMove + Duration.FromMinutes(2));
        var number = way.Number(numbers);
        var placed = scans[0].At - Duration.FromMinutes(random.Next(30, 30 * 60));
        var usual = way.Route.CrossesBorder ? (int)(9 * way.Pace) : 5;
        return new Journey
        {
            Story = story,
            Registered = way.Registered ?? way.Carrier,
            Route = way.Route,
            Origin = origin,
            Destination = destination,
            Number = number,
            Shares = story is Story.WrongNumber ? [] : SharesOf(way, number, way.SecondNumber?.Invoke(numbers) ?? number, scans),
            PlacedAt = placed,
            Expected = destination.At(scans[0].At).Date.PlusDays(usual),
            RetoldBy = story is Story.WrongNumber ? null : story is Story.ToldByTwoSources ? CarrierIds.Seventeentrack : way.Registered,
        };

        Town Any(IReadOnlyList<Town> towns) => towns[random.Next(towns.Count)];
    }

    /// <summary>A delivery told by mistake, taken back and replaced by a failed attempt.</summary>
    private static List<Scan> Corrected(IReadOnlyList<Scan> scans, Instant mended)
    {
        var last = scans[^1];
        var at = last.At + Duration.FromMinutes(97);
        return [.. scans, new Scan(Happening.Delivered, last.Where, at) { TakenBackAt = mended }, new Scan(Happening.DeliveryFailed, last.Where, at) { ToldAt = mended }];
    }

    private static IReadOnlyList<Share> SharesOf(Way way, string first, string second, IReadOnlyList<Scan> scans)
    {
        var handed = scans.ToList().FindIndex(scan => scan.What is Happening.TakenOver);
        if (way.LastMile is not { } lastMile || handed < 0)
            return [new Share(way.Carrier, first, scans)];
        // A forwarder retells when its partner takes the parcel over and when it delivers; a post does not.
        var retold = scans.Skip(handed).Where(scan => way.Retells && scan.What is Happening.TakenOver or Happening.Delivered);
        return [new Share(way.Carrier, first, [.. scans.Take(handed), .. retold]), new Share(lastMile, second, [.. scans.Skip(handed)])];
    }

    private static readonly (Story Story, Way Way, int Count)[] Plan =
    [
        (Story.MovingNow, Ways.FedexInsideUsa, 3), (Story.MovingNow, Ways.FedexChinaToUsa, 3), (Story.MovingNow, Ways.PostToBrazil, 3), (Story.MovingNow, Ways.PostToSwitzerland, 2),
        (Story.MovingNow, Ways.DhlGermanyToSwitzerland, 1),
        (Story.SilentAfterArrival, Ways.FedexChinaToUsa, 3), (Story.SilentAfterArrival, Ways.CainiaoToBrazil, 4), (Story.SilentAfterArrival, Ways.PostToBrazil, 3),
        (Story.SilentAfterArrival, Ways.DhlChinaToGermany, 1),
        (Story.HeldInCustoms, Ways.FedexGermanyToUsa, 4), (Story.HeldInCustoms, Ways.CainiaoToBrazil, 4),
        (Story.HeldInCustoms, Ways.DhlGermanyToSwitzerland, 2),
        (Story.CustomsNeedsDuty, Ways.CainiaoToBrazil, 2), (Story.CustomsNeedsDuty, Ways.PostToBrazil, 2), (Story.CustomsNeedsDuty, Ways.DhlGermanyToSwitzerland, 2),
        (Story.MissedFlight, Ways.FedexChinaToUsa, 4), (Story.MissedFlight, Ways.FedexGermanyToUsa, 3),
        (Story.FailedDelivery, Ways.FedexInsideUsa, 4), (Story.FailedDelivery, Ways.UspsInsideUsa, 2), (Story.FailedDelivery, Ways.DhlInsideGermany, 2), (Story.FailedDelivery, Ways.CainiaoToBrazil, 2),
        (Story.UnclaimedAtPickup, Ways.FedexInsideUsa, 2), (Story.UnclaimedAtPickup, Ways.UspsInsideUsa, 1), (Story.UnclaimedAtPickup, Ways.CainiaoToUsa, 2), (Story.UnclaimedAtPickup, Ways.DhlInsideGermany, 1),
        (Story.Returned, Ways.FedexGermanyToUsa, 4), (Story.Returned, Ways.UspsInsideUsa, 1), (Story.Returned, Ways.PostToSwitzerland, 2), (Story.Returned, Ways.DhlGermanyToSwitzerland, 1),
        (Story.WrongNumber, Ways.FedexInsideUsa, 2), (Story.WrongNumber, Ways.UspsInsideUsa, 1), (Story.WrongNumber, Ways.DhlInsideGermany, 1), (Story.WrongNumber, Ways.CainiaoToUsa, 1),
        (Story.WrongNumber, Ways.PostToBrazil, 1),
        (Story.PushedTwice, Ways.FedexInsideUsa, 2), (Story.PushedTwice, Ways.PostToSwitzerland, 2), (Story.PushedTwice, Ways.DhlInsideGermany, 1),
        (Story.OutOfOrder, Ways.FedexInsideUsa, 3), (Story.OutOfOrder, Ways.PostToBrazil, 2),
        (Story.HandedToLastMile, Ways.CainiaoThenUsps, 8), (Story.HandedToLastMile, Ways.CainiaoThenDhl, 8),
        (Story.NeverHandedOver, Ways.FedexInsideUsa, 3), (Story.NeverHandedOver, Ways.UspsInsideUsa, 2), (Story.NeverHandedOver, Ways.CainiaoToUsa, 2), (Story.NeverHandedOver, Ways.DhlInsideGermany, 1),
        (Story.ToldByTwoSources, Ways.FedexInsideUsa, 4), (Story.ToldByTwoSources, Ways.FedexChinaToUsa, 4), (Story.ToldByTwoSources, Ways.DhlGermanyToSwitzerland, 2),
        (Story.CarrierCorrects, Ways.FedexInsideUsa, 3), (Story.CarrierCorrects, Ways.YunExpressToUsa, 1),
        (Story.Slow, Ways.FedexChinaToUsa, 4), (Story.Slow, Ways.CainiaoToBrazil, 4), (Story.Slow, Ways.PostToBrazil, 2), (Story.Slow, Ways.UspsInsideUsa, 2),
        (Story.Ordinary, Ways.FedexChinaToUsa, 10), (Story.Ordinary, Ways.FedexInsideUsa, 8), (Story.Ordinary, Ways.FedexGermanyToUsa, 6), (Story.Ordinary, Ways.CainiaoToBrazil, 6),
        (Story.Ordinary, Ways.CainiaoToUsa, 8), (Story.Ordinary, Ways.PostToSwitzerland, 4), (Story.Ordinary, Ways.YunExpressToUsa, 4), (Story.Ordinary, Ways.UspsInsideUsa, 6),
        (Story.Ordinary, Ways.DhlChinaToGermany, 3), (Story.Ordinary, Ways.DhlInsideGermany, 3),
        (Story.Delivered, Ways.FedexChinaToUsa, 10), (Story.Delivered, Ways.FedexInsideUsa, 10), (Story.Delivered, Ways.CainiaoToBrazil, 6), (Story.Delivered, Ways.CainiaoToUsa, 6),
        (Story.Delivered, Ways.PostToBrazil, 4), (Story.Delivered, Ways.YunExpressToUsa, 3), (Story.Delivered, Ways.UspsInsideUsa, 5), (Story.Delivered, Ways.DhlInsideGermany, 4),
        (Story.Delivered, Ways.DhlGermanyToSwitzerland, 2),
        // Last, so that the journeys above stay the same.
        (Story.HandsOverNow, Ways.CainiaoThenLaPoste, 1), (Story.HandsOverNow, Ways.YanwenThenLaPoste, 1), (Story.HandsOverNow, Ways.YunExpressThenUsps, 1), (Story.HandsOverNow, Ways.CainiaoThenCorreios, 1),
        (Story.HandsOverNow, Ways.CainiaoThenLandmark, 1), (Story.HandsOverNow, Ways.YanwenThenCorreios, 1),
        (Story.HandedToLastMile, Ways.CainiaoThenLaPoste, 2), (Story.HandedToLastMile, Ways.YanwenThenLaPoste, 3), (Story.HandedToLastMile, Ways.YunExpressThenUsps, 3),
        (Story.HandedToLastMile, Ways.CainiaoThenCorreios, 3), (Story.HandedToLastMile, Ways.CainiaoThenLandmark, 3),
        (Story.Delivered, Ways.YanwenThenLaPoste, 1), (Story.Delivered, Ways.CainiaoThenCorreios, 1), (Story.Delivered, Ways.LandmarkToBelgium, 1), (Story.Delivered, Ways.YunExpressThenUsps, 1),
        (Story.Delivered, Ways.LaPosteInsideFrance, 1), (Story.Delivered, Ways.UpsInsideUsa, 2), (Story.Delivered, Ways.NinjaVanInsideMalaysia, 1), (Story.Delivered, Ways.EmsInsideChina, 1),
        (Story.Delivered, Ways.UpsByEasyPost, 1),
        (Story.MovingNow, Ways.UpsInsideUsa, 1), (Story.MovingNow, Ways.NinjaVanInsideMalaysia, 1), (Story.MovingNow, Ways.EmsInsideChina, 1), (Story.MovingNow, Ways.UpsByEasyPost, 1),
        (Story.FailedDelivery, Ways.UpsInsideUsa, 1), (Story.FailedDelivery, Ways.LaPosteInsideFrance, 1), (Story.FailedDelivery, Ways.NinjaVanInsideMalaysia, 1),
        (Story.HeldInCustoms, Ways.LandmarkToBelgium, 1), (Story.UnclaimedAtPickup, Ways.LaPosteInsideFrance, 1), (Story.Returned, Ways.UpsInsideUsa, 1),
        (Story.WrongNumber, Ways.UpsInsideUsa, 1), (Story.WrongNumber, Ways.LaPosteInsideFrance, 1), (Story.WrongNumber, Ways.CorreiosInsideBrazil, 1), (Story.WrongNumber, Ways.LandmarkToBelgium, 1),
        (Story.WrongNumber, Ways.NinjaVanInsideMalaysia, 1), (Story.WrongNumber, Ways.EmsInsideChina, 1), (Story.WrongNumber, Ways.UpsByEasyPost, 1), (Story.WrongNumber, Ways.YanwenThenLaPoste, 1),
        (Story.WrongNumber, Ways.YunExpressThenUsps, 1),
    ];
}
