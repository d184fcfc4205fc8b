using Tracking.Core.Findings;

namespace Tracking.Core.Cases;

/// <summary>Which cases somebody wants to see; an empty list asks for all.</summary>
public sealed record QueueFilter
{
    /// <summary>The word for cases that nobody has, where an e-mail address stands else.</summary>
    public const string Nobody = "nobody";

    public IReadOnlyList<FindingKind> Kinds { get; init; } = [];
    public IReadOnlyList<Severity> Severities { get; init; } = [];

    /// <summary>Ids of carriers; a parcel counts for each of its legs.</summary>
    public IReadOnlyList<string> Carriers { get; init; } = [];

    /// <summary>ISO 3166 alpha-2.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>Origin and destination, ISO 3166 alpha-2 or <c>?</c>, as in <c>CN-BR</c>.</summary>
    public IReadOnlyList<string> Lanes { get; init; } = [];

    /// <summary>Where parcels were last seen, as in <c>CURITIBA, BR</c>.</summary>
    public IReadOnlyList<string> Facilities { get; init; } = [];

    /// <summary>Names of shops; a parcel counts for each of its orders.</summary>
    public IReadOnlyList<string> Shops { get; init; } = [];

    /// <summary>Empty for those that wait for people: open and acknowledged.</summary>
    public IReadOnlyList<CaseState> States { get; init; } = [];

    /// <summary>An e-mail address or <see cref="Nobody"/>; null for all.</summary>
    public string? Assignee { get; init; }

    /// <summary>What is wrong has been so for at least this many days.</summary>
    public int? Days { get; init; }

    /// <summary>Only what was not closed by its time.</summary>
    public bool Overdue { get; init; }

    /// <summary>A tracking number, an order's number or a parcel's id.</summary>
    public string? Search { get; init; }

    /// <summary>The SHA-256 of a buyer's lower-cased e-mail address in hexadecimal: the address itself is nowhere but in its order.</summary>
    public string? Buyer { get; init; }

    /// <summary>The states asked for, with the default spelled out.</summary>
    public IReadOnlyList<CaseState> StatesAsked => States.Count > 0 ? States : [CaseState.Open, CaseState.Acknowledged];
}
