using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>What people hold: one open case for each parcel or incident with something wrong.</summary>
public sealed record Case
{
    public required long Id { get; init; }

    /// <summary>Null for an incident's case.</summary>
    public long? ParcelId { get; init; }
    public long? IncidentId { get; init; }
    public required CaseState State { get; init; }

    /// <summary>The e-mail address of whoever has it; null for nobody.</summary>
    public string? Assignee { get; init; }

    /// <summary>Only while snoozed.</summary>
    public Instant? SnoozedUntil { get; init; }
    public required Instant OpenedAt { get; init; }
    public required Instant ChangedAt { get; init; }
    public Instant? ClosedAt { get; init; }

    /// <summary>Grows with every act; whoever acts says which one they saw.</summary>
    public required int Version { get; init; }
}
