using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A replay as it stands: what was asked, how far it is, and what it has found so far.</summary>
public sealed record Replay
{
    public required long Id { get; init; }
    public required ReplayRequest Request { get; init; }
    public required Instant AskedAt { get; init; }
    public required ReplayState State { get; init; }

    /// <summary>Stored wires in its reach, and how many of them are read.</summary>
    public long Wires { get; init; }
    public long WiresRead { get; init; }

    /// <summary>Wires that today's code cannot read; what was read from them stays.</summary>
    public long WiresUnreadable { get; init; }

    /// <summary>Wires that statements came in but that are kept no longer: their readings stay as they were made.</summary>
    public long WiresGone { get; init; }

    public long Parcels { get; init; }
    public long ParcelsCompared { get; init; }
    public long ReadingsChanged { get; init; }

    /// <summary>Statements that today's reader finds and none before it did.</summary>
    public long StatementsNew { get; init; }

    /// <summary>Statements that today's reader does not find any more in their newest wire: kept, but on no timeline.</summary>
    public long StatementsSuperseded { get; init; }
    public long TimelinesChanged { get; init; }
    public long StagesChanged { get; init; }
    public long FindingsOpened { get; init; }
    public long FindingsCleared { get; init; }

    /// <summary>Findings that grew graver or less grave.</summary>
    public long FindingsChanged { get; init; }
    public string? CancelledBy { get; init; }
    public string? Why { get; init; }
    public Instant? EndedAt { get; init; }

    /// <summary>False where nobody works on it though it has not ended: it can be resumed.</summary>
    public bool IsAtWork { get; init; }
    public bool HasEnded => EndedAt is not null;

    /// <summary>From 0 to 1: reading counts as much as comparing.</summary>
    public double Progress => State switch
    {
        ReplayState.Done => 1,
        ReplayState.Reading => 0.5 * Share(WiresRead, Wires),
        _ => 0.5 + 0.5 * Share(ParcelsCompared, Parcels),
    };

    private static double Share(long part, long whole) => whole == 0 ? 0 : Math.Min(1, (double)part / whole);
}
