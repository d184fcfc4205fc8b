using NodaTime;

namespace Tracking.Core.Incidents;

/// <summary>An incident as it is seen now, new or going on.</summary>
public sealed record Sighting
{
    public required Cohort Cohort { get; init; }

    /// <summary>The cohort of the incident that stood and of which this is the same, seen to be wider or narrower, or to be the feed; null where it goes by the same name or is new.</summary>
    public Cohort? Follows { get; init; }

    /// <summary>When the silence began.</summary>
    public required Instant Since { get; init; }

    /// <summary>Scans that were usual in the time it was judged by, or pushes; and how many came.</summary>
    public required double Expected { get; init; }
    public required int Observed { get; init; }

    /// <summary>The chance of so few in such a time if all were as usual.</summary>
    public required double Chance { get; init; }

    /// <summary>Parcels that wait because of it, by id; none for pushes that stopped.</summary>
    public required IReadOnlyList<long> Parcels { get; init; }

    /// <summary>Scans usual and seen by quarters of a working day, oldest first.</summary>
    public required IReadOnlyList<Quarter> Quarters { get; init; }

    /// <summary>What is wrong, how that was told and what follows, for people.</summary>
    public required string Sentence { get; init; }
}
