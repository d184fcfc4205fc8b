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
        CainiaoToBrazil = new(CarrierIds.Cainiao, Routes.ChinaToBrazil, numbers => numbers.Cainiao()) { Pace = 1.5 },
        CainiaoToUsa = new(CarrierIds.Cainiao, Routes.ChinaToUsaByPost, numbers => numbers.Cainiao()) { Pace = 1.4 },
        CainiaoThenUsps = CainiaoToUsa with { LastMile = CarrierIds.Usps, SecondNumber = numbers => numbers.Usps() },
        CainiaoThenDhl = new(CarrierIds.Cainiao, Routes.ChinaToGermany, numbers => numbers.Cainiao())
        {
            Pace = 1.4, LastMile = CarrierIds.DhlUnified, SecondNumber = numbers => numbers.DhlParcel(),
        },
        PostToBrazil = new(CarrierIds.ChinaPost, Routes.ChinaToBrazil, numbers => numbers.Postal("LB", "CN"))
        {
            Pace = 1.5, LastMile = CarrierIds.Correios, Registered = CarrierIds.Seventeentrack,
        },
        PostToSwitzerland = new(CarrierIds.DeutschePost, Routes.GermanyToSwitzerland, numbers => numbers.Postal("RX", "DE"))
        {
            Pace = 1.3, LastMile = CarrierIds.SwissPost, Registered = CarrierIds.Seventeentrack,
        },
        YunExpressToUsa = new(CarrierIds.YunExpress, Routes.ChinaToUsaByPost, numbers => numbers.YunExpress()) { Pace = 1.2, Registered = CarrierIds.Seventeentrack };
}
