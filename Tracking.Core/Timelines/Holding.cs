using System.Text.Json.Serialization;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>One entry of the custody ledger: a time in which one carrier was the last who provably held the parcel.</summary>
public sealed record Holding
{
    public required CarrierId Holder { get; init; }
    public required LegRole Role { get; init; }

    /// <summary>The scans that prove it, oldest first; at least one.</summary>
    public required IReadOnlyList<EventKey> Scans { get; init; }

    /// <summary>The clock of the first of them: from then on.</summary>
    public EventTime? From { get; init; }

    /// <summary>The clock of the last of them: after it, nothing proves that the holder still had it.</summary>
    public EventTime? LastProven { get; init; }
    public required HoldingEnd End { get; init; }

    /// <summary>Who has it, or should have it, after; null where nobody was named.</summary>
    public CarrierId? Next { get; init; }

    /// <summary>True for a give without a take.</summary>
    [JsonIgnore]
    public bool IsGap => End is HoldingEnd.NotTakenByCarrier or HoldingEnd.NotArrivedAbroad or HoldingEnd.NotArrivedAtOffice;
}
