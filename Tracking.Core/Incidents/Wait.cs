using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Incidents;

/// <summary>
/// A parcel's wait from one scan to the next, on our own clock: from when we were told of the one to when we were told of the other, so that how
/// often a carrier is asked, and how late it tells, is part of what is usual.
/// </summary>
public sealed record Wait
{
    public required long Parcel { get; init; }

    /// <summary>Who had it at the scan that began the wait, and so should tell of the next.</summary>
    public required string Carrier { get; init; }

    /// <summary>Where that scan was, as <see cref="Waits.FacilityOf"/> names it; null where no place was told.</summary>
    public string? Facility { get; init; }

    /// <summary>The town of that place, as <see cref="Waits.TownOf"/> names it: the same for all carriers; null where no place was told.</summary>
    public string? Town { get; init; }

    /// <summary>The country of that place, ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>The parcel's lane.</summary>
    public string? Origin { get; init; }
    public string? Destination { get; init; }
    public required Milestone After { get; init; }

    /// <summary>From when on its silence counts: when the scan was told, or happened where that came out days later.</summary>
    public required Instant Began { get; init; }

    /// <summary>From when on we watched: the telling.</summary>
    public required Instant Since { get; init; }

    /// <summary>When the next scan was told; null while it is awaited.</summary>
    public Instant? Ended { get; init; }

    /// <summary>True where the carrier itself told of the scan that ended it, not an aggregator or the next carrier alone.</summary>
    public bool ToldByCarrier { get; init; }

    /// <summary>When it left, where the scan was a departure: parcels that left together make a flight.</summary>
    public Instant? Left { get; init; }
}
