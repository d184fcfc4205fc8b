using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>A row that a person laid over a carrier's <c>codes.csv</c>: a meaning, or why a code has none.</summary>
public sealed record StoredCodeRow
{
    /// <summary>0 for one that is only tried out.</summary>
    public long Id { get; init; }
    public required CarrierId Carrier { get; init; }
    public required string Code { get; init; }

    /// <summary>Sub-code or context; empty where the code alone decides.</summary>
    public string Sub { get; init; } = "";

    /// <summary>Null where the code is left out on purpose.</summary>
    public Milestone? Milestone { get; init; }
    public Reason? Reason { get; init; }
    public EventClass Class { get; init; } = EventClass.Actual;
    public string Note { get; init; } = "";

    /// <summary>Who mapped it, by e-mail address; empty for one that is only tried out.</summary>
    public string By { get; init; } = "";
    public Instant? At { get; init; }

    /// <summary>When its code was first said to us; null where that is not known. Replays of it begin there.</summary>
    public Instant? Since { get; init; }

    /// <summary>The replay that applied it.</summary>
    public long? ReplayId { get; init; }
    public string? RemovedBy { get; init; }
    public Instant? RemovedAt { get; init; }

    /// <summary>The replay that took it off again.</summary>
    public long? RemovalId { get; init; }

    /// <summary>Why it cannot stand in a code table; null where it can.</summary>
    public string? Problem() =>
        Code.Trim().Length is 0 or > 200 || Sub.Length > 200 ? "A code has 1 to 200 characters, a sub-code at most 200."
        : Code.TrimStart().StartsWith('~') ? "Patterns (codes that begin with ~) belong into codes.csv."
        : Milestone is null && Note.Trim().Length == 0 ? "Say in the note why the code is left out."
        : Note.Length > 500 ? "A note has at most 500 characters."
        : (Code + Sub + Note).Any(char.IsControl) ? "A row is one line: take out line breaks and other control characters." : null;
}
