namespace Tracking.Core.Events;

/// <summary>How we understand a statement; made again by every replay.</summary>
public sealed record Reading
{
    /// <summary>Null for a code nobody has mapped yet and for one left out on purpose.</summary>
    public Milestone? Milestone { get; init; }
    public Reason? Reason { get; init; }
    public EventClass Class { get; init; } = EventClass.Actual;

    /// <summary>Null where the printed clock cannot be read.</summary>
    public EventTime? Time { get; init; }
    public Place? Place { get; init; }

    /// <summary>What this statement takes back: the last thing of this meaning that its source said before it; null for nearly all.</summary>
    public Milestone? Withdraws { get; init; }

    /// <summary>The row of the code table that decided, such as <c>DL → Delivered</c>; <c>unknown</c> where no row fits; <c>left out: why</c>.</summary>
    public required string Mapping { get; init; }

    /// <summary>Version of the code table: the first 12 hex digits of its SHA-256.</summary>
    public required string TableVersion { get; init; }
}
