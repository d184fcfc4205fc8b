using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>One parcel of the sandbox from its label to its end.</summary>
public sealed record Journey
{
    public required Story Story { get; init; }

    /// <summary>The carrier that the shop names: the first share's, or an aggregator where the shop knows no other.</summary>
    public required CarrierId Registered { get; init; }
    public required Route Route { get; init; }
    public required Town Origin { get; init; }
    public required Town Destination { get; init; }

    /// <summary>In order of custody; none where the number leads nowhere.</summary>
    public required IReadOnlyList<Share> Shares { get; init; }

    /// <summary>The number that the shop registers.</summary>
    public required string Number { get; init; }

    /// <summary>When the order was placed.</summary>
    public required Instant PlacedAt { get; init; }

    /// <summary>The day on which an undisturbed journey would have ended, at the destination.</summary>
    public required LocalDate Expected { get; init; }

    /// <summary>The aggregator that retells it; null where none does.</summary>
    public CarrierId? RetoldBy { get; init; }
}
