using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>Who carries parcels of a route, under whose numbers.</summary>
public sealed record Way(CarrierId Carrier, Route Route, Func<NumberMaker, string> Number)
{
    /// <summary>Who takes them over in the country of destination; null where one carrier goes all the way.</summary>
    public CarrierId? LastMile { get; init; }

    /// <summary>The second number; null where the first stays on the parcel.</summary>
    public Func<NumberMaker, string>? SecondNumber { get; init; }

    /// <summary>True for a forwarder, which goes on telling when its partner takes a parcel over and delivers it.</summary>
    public bool Retells { get; init; }

    /// <summary>The aggregator that the shop names; null: <see cref="Carrier"/>.</summary>
    public CarrierId? Registered { get; init; }

    /// <summary>How much slower than an express this carrier is.</summary>
    public double Pace { get; init; } = 1;
}
