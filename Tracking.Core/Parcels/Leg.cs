using NodaTime;

namespace Tracking.Core.Parcels;

/// <summary>The part of a parcel's journey under one carrier and one tracking number.</summary>
public sealed record Leg
{
    /// <summary>The carrier of a leg whose number several carriers could have issued, until one of them answers.</summary>
    public const string Undecided = "undecided";

    /// <summary>Who told of a leg that a person attached.</summary>
    public const string ByPerson = "person";

    public required CarrierId Carrier { get; init; }
    public required TrackingNumber Number { get; init; }
    public required LegRole Role { get; init; }

    /// <summary>When the portal learned of this leg.</summary>
    public required Instant AddedAt { get; init; }

    /// <summary>Who told of it: <c>registered</c> (the shop), <c>announced</c> (another leg's carrier) or <c>person</c> (ops).</summary>
    public string AddedBy { get; init; } = "registered";

    /// <summary>A service that stops scanning on the way says where, such as <c>border</c>; null where it tracks to the door.</summary>
    public string? TracksUntil { get; init; }
}
