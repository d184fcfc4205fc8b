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

    /// <summary>What ends the snooze before that; null where only time does.</summary>
    public WakeOn? WakeOn { get; init; }

    /// <summary>By when it wants to be closed; null where nothing is promised, or not yet set.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>When it was found not closed by then.</summary>
    public Instant? EscalatedAt { get; init; }
    public required Instant OpenedAt { get; init; }
    public required Instant ChangedAt { get; init; }
    public Instant? ClosedAt { get; init; }

    /// <summary>Grows with every act; whoever acts says which one they saw.</summary>
    public required int Version { get; init; }
}
