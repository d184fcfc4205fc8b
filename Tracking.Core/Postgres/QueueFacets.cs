namespace Tracking.Core.Postgres;

/// <summary>How many cases each choice would show, given the other filters; values as the database writes them.</summary>
public sealed record QueueFacets
{
    public required IReadOnlyDictionary<string, int> Kinds { get; init; }
    public required IReadOnlyDictionary<string, int> Severities { get; init; }
    public required IReadOnlyDictionary<string, int> Carriers { get; init; }
    public required IReadOnlyDictionary<string, int> Destinations { get; init; }
    public required IReadOnlyDictionary<string, int> Lanes { get; init; }
    public required IReadOnlyDictionary<string, int> Facilities { get; init; }
    public required IReadOnlyDictionary<string, int> Shops { get; init; }
    public required IReadOnlyDictionary<string, int> States { get; init; }

    /// <summary>Nobody is <see cref="Cases.QueueFilter.Nobody"/>.</summary>
    public required IReadOnlyDictionary<string, int> Assignees { get; init; }

    /// <summary>How many of those shown were not closed by their time.</summary>
    public required int Overdue { get; init; }
}
