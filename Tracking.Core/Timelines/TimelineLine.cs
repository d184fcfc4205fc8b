using System.Text.Json.Serialization;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>One scan or notice of a parcel, once, with everybody who told of it.</summary>
public sealed record TimelineLine
{
    /// <summary>The key of the statement that leads.</summary>
    public required EventKey Key { get; init; }
    public EventTime? Time { get; init; }

    /// <summary>What the line is ordered by; for ordering alone, so not stored and never shown.</summary>
    [JsonIgnore]
    public LineOrder Order { get; init; }
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

    /// <summary>How its leader was taken back, and the line with it: shown struck through, counts for nothing; null while it stands.</summary>
    public Withdrawal? Withdrawal { get; init; }

    [JsonIgnore]
    public bool Withdrawn => Withdrawal is not null;

    /// <summary>True where the line tells of something that happened and so moves the parcel; false for plans, notices, clocks in the future, customs told before arrival, and a terminal milestone nobody confirmed.</summary>
    public bool Moves { get; init; }

    /// <summary>Why the first source leads; null where it is alone.</summary>
    public LeadReason? LeadsBy { get; init; }

    /// <summary>Leader first, then in the order of their keys.</summary>
    public required IReadOnlyList<LineSource> Sources { get; init; }
}
