using Tracking.Core.Timelines;

namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>
/// At which hours of the place's day things happen: shares by hour. Deliveries and hand-overs to the carrier as Olist's orders show them (2016 to 2018, aggregates);
/// customs and the morning's departures in the working hours that the sandbox's journeys keep; arrivals at depots in the small hours [I]; flights
/// and sorting around the clock [I].
/// </summary>
public static class Hours
{
    private static readonly double[] Delivered = [2.5, 1.8, 0.8, 0.3, 0.2, 0.1, 0.2, 0.4, 0.7, 1.7, 1.5, 2.3, 4.3, 4.2, 5.9, 7.2, 8.6, 8.6, 10.1, 9.9, 9.8, 7.3, 6.4, 5.3];
    private static readonly double[] Accepted = [2.0, 1.3, 0.8, 0.3, 0.1, 0.3, 0.8, 0.8, 1.8, 2.5, 3.1, 4.1, 4.9, 7.3, 11.3, 10.2, 5.6, 5.1, 8.1, 7.6, 7.3, 5.3, 5.0, 4.2];
    private static readonly double[] Office = [0, 0, 0, 0, 0, 0, 0, 0, 6, 9, 10, 10, 8, 8, 10, 10, 9, 8, 6, 6, 0, 0, 0, 0];
    private static readonly double[] Depot = [6, 8, 10, 12, 14, 14, 12, 8, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5];
    private static readonly double[] Out = [0, 0, 0, 0, 0, 1, 6, 22, 30, 24, 10, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly double[] Flat = [.. Enumerable.Repeat(1.0, 24)];

    /// <summary>Shares by hour of the scan that begins a phase; they need not add up to one.</summary>
    public static IReadOnlyList<double> Of(Phase phase) => phase switch
    {
        Phase.Accepted => Accepted,
        Phase.Cleared => Office,
        Phase.AtDepot => Depot,
        Phase.OutForDelivery => Out,
        Phase.Delivered => Delivered,
        _ => Flat,
    };
}
