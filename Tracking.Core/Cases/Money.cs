namespace Tracking.Core.Cases;

/// <summary>What an amount is worth roughly, to rank parcels of several currencies among each other; never shown as a price.</summary>
public static class Money
{
    /// <summary>US dollars for one unit, to the first digit or two. Recalled [R], of about 2025.</summary>
    private static readonly Dictionary<string, double> Rates = new(StringComparer.OrdinalIgnoreCase)
    {
        ["USD"] = 1, ["EUR"] = 1.1, ["GBP"] = 1.3, ["CHF"] = 1.2, ["CAD"] = 0.72, ["AUD"] = 0.65, ["NZD"] = 0.6, ["SGD"] = 0.75, ["JPY"] = 0.0067, ["CNY"] = 0.14,
        ["HKD"] = 0.13, ["TWD"] = 0.031, ["KRW"] = 0.00072, ["INR"] = 0.012, ["THB"] = 0.03, ["IDR"] = 0.000062, ["MYR"] = 0.23, ["PHP"] = 0.017, ["VND"] = 0.00004,
        ["BRL"] = 0.18, ["MXN"] = 0.053, ["CLP"] = 0.001, ["COP"] = 0.00025, ["ARS"] = 0.001, ["PLN"] = 0.26, ["CZK"] = 0.045, ["HUF"] = 0.0028, ["RON"] = 0.22,
        ["SEK"] = 0.1, ["NOK"] = 0.095, ["DKK"] = 0.15, ["TRY"] = 0.026, ["ZAR"] = 0.055, ["AED"] = 0.27, ["SAR"] = 0.27, ["ILS"] = 0.28, ["EGP"] = 0.02, ["NGN"] = 0.00065, ["KES"] = 0.0077,
    };

    /// <summary>About so many US dollars; a currency not known counts as a dollar; null where no amount was said.</summary>
    public static double? Dollars(decimal? amount, string? currency) =>
        amount is { } said ? (double)said * (currency is not null && Rates.TryGetValue(currency, out var rate) ? rate : 1) : null;
}
