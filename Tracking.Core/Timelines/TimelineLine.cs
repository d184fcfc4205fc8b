using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>One scan or notice of a parcel, once, with everybody who told of it.</summary>
public sealed record TimelineLine
{
    /// <summary>The key of the statement that leads.</summary>
    public required EventKey Key { get; init; }
    public EventTime? Time { get; init; }
    public Milestone? Milestone { get; init; }

    /// <summary>The stage the parcel is in after this line; null before anything is known.</summary>
    public Stage? Stage { get; init; }
    public Reason? Reason { get; init; }
    public required EventClass Class { get; init; }
    public Place? Place { get; init; }

    /// <summary>The leader's own words, and their language where known.</summary>
    public string? Wording { get; init; }
    public string? Language { get; init; }

    /// <summary>Whose leg the line belongs to.</summary>
    public required CarrierId Carrier { get; init; }
    public required LegRole Role { get; init; }

    /// <summary>False where only hints tell of it; a terminal milestone does not count before it is confirmed.</summary>
    public required bool Confirmed { get; init; }

    /// <summary>True where a source took it back: shown struck through, counts for nothing.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>True where the line tells of something that happened and so moves the parcel; false for plans, notices, clocks in the future, customs told before arrival, and a terminal milestone nobody confirmed.</summary>
    public bool Moves { get; init; }

    /// <summary>Leader first, then in the order of their keys.</summary>
    public required IReadOnlyList<LineSource> Sources { get; init; }
}
