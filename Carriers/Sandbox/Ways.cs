namespace Tracking.Carriers.Sandbox;

/// <summary>The carriers of the sandbox on its lanes.</summary>
public static class Ways
{
    public static readonly Way
        FedexChinaToUsa = new(CarrierIds.Fedex, Routes.ChinaToUsa, numbers => numbers.Fedex()),
        FedexGermanyToUsa = new(CarrierIds.Fedex, Routes.GermanyToUsa, numbers => numbers.Fedex()),
        FedexInsideUsa = new(CarrierIds.Fedex, Routes.InsideUsa, numbers => numbers.Fedex()),
        UspsInsideUsa = new(CarrierIds.Usps, Routes.InsideUsa, numbers => numbers.Usps()) { Pace = 1.3 },
        DhlChinaToGermany = new(CarrierIds.DhlUnified, Routes.ChinaToGermany, numbers => numbers.DhlExpress()),
        DhlGermanyToSwitzerland = new(CarrierIds.DhlUnified, Routes.GermanyToSwitzerland, numbers => numbers.DhlExpress()),
        DhlInsideGermany = new(CarrierIds.DhlUnified, Routes.InsideGermany, numbers => numbers.DhlParcel()),
        CainiaoToBrazil = new(CarrierIds.Cainiao, Routes.ChinaToBrazil, numbers => numbers.Cainiao()) { Pace = 1.5, Retells = true },
        CainiaoToUsa = new(CarrierIds.Cainiao, Routes.ChinaToUsaByPost, numbers => numbers.Cainiao()) { Pace = 1.4, Retells = true },
        CainiaoThenUsps = CainiaoToUsa with { LastMile = CarrierIds.Usps, SecondNumber = numbers => numbers.Usps() },
        CainiaoThenDhl = new(CarrierIds.Cainiao, Routes.ChinaToGermany, numbers => numbers.Cainiao())
        {
            Pace = 1.4, Retells = true, LastMile = CarrierIds.DhlUnified, SecondNumber = numbers => numbers.DhlParcel(),
        },
        PostToBrazil = new(CarrierIds.ChinaPost, Routes.ChinaToBrazil, numbers => numbers.Postal("LB", "CN"))
        {
            Pace = 1.5, LastMile = CarrierIds.Correios, Registered = CarrierIds.Seventeentrack,
        },
        PostToSwitzerland = new(CarrierIds.DeutschePost, Routes.GermanyToSwitzerland, numbers => numbers.Postal("RX", "DE"))
        {
            Pace = 1.3, LastMile = CarrierIds.SwissPost, Registered = CarrierIds.Seventeentrack,
        },
        YunExpressToUsa = new(CarrierIds.YunExpress, Routes.ChinaToUsaByPost, numbers => numbers.YunExpress()) { Pace = 1.2, Registered = CarrierIds.Seventeentrack },
        CainiaoThenLaPoste = new(CarrierIds.Cainiao, Routes.ChinaToFrance, numbers => numbers.Cainiao()) { Pace = 1.4, Retells = true, LastMile = CarrierIds.LaPoste, SecondNumber = numbers => numbers.Postal("LA", "FR") },
        CainiaoThenCorreios = CainiaoToBrazil with { LastMile = CarrierIds.Correios, SecondNumber = numbers => numbers.Postal("NX", "BR") },
        CainiaoThenLandmark = new(CarrierIds.Cainiao, Routes.ChinaToBelgium, numbers => numbers.Cainiao()) { Pace = 1.4, Retells = true, LastMile = CarrierIds.Landmark, SecondNumber = numbers => numbers.Landmark() },
        YanwenThenLaPoste = new(CarrierIds.Yanwen, Routes.ChinaToFrance, numbers => numbers.Postal("UG", "YP")) { Pace = 1.4, Retells = true, LastMile = CarrierIds.LaPoste, SecondNumber = numbers => numbers.Postal("LA", "FR") },
        YanwenThenCorreios = new(CarrierIds.Yanwen, Routes.ChinaToBrazil, numbers => numbers.Postal("UG", "YP")) { Pace = 1.5, Retells = true, LastMile = CarrierIds.Correios, SecondNumber = numbers => numbers.Postal("NX", "BR") },
        YunExpressThenUsps = new(CarrierIds.YunExpress, Routes.ChinaToUsaByPost, numbers => numbers.YunExpress()) { Pace = 1.2, Retells = true, LastMile = CarrierIds.Usps, SecondNumber = numbers => numbers.Usps() },
        LandmarkToBelgium = new(CarrierIds.Landmark, Routes.BritainToBelgium, numbers => numbers.Landmark()) { Pace = 1.2 },
        LaPosteInsideFrance = new(CarrierIds.LaPoste, Routes.InsideFrance, numbers => numbers.Colissimo()),
        CorreiosInsideBrazil = new(CarrierIds.Correios, Routes.InsideBrazil, numbers => numbers.Postal("AA", "BR")) { Pace = 1.3 },
        UpsInsideUsa = new(CarrierIds.Ups, Routes.InsideUsa, numbers => numbers.Ups()),
        UpsByEasyPost = UpsInsideUsa with { Registered = CarrierIds.EasyPost },
        NinjaVanInsideMalaysia = new(CarrierIds.NinjaVan, Routes.InsideMalaysia, numbers => numbers.NinjaVan()) { Pace = 1.2 },
        EmsInsideChina = new(CarrierIds.ChinaEms, Routes.InsideChina, numbers => numbers.Postal("EA", "CN")) { Registered = CarrierIds.Kuaidi100 };
}
