using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Which wires are to be read again, and whether to keep what comes of it.</summary>
public sealed record ReplayRequest
{
    /// <summary>Wires received from then on; null: all that are kept.</summary>
    public Instant? Since { get; init; }

    /// <summary>The wires of one carrier; null: all.</summary>
    public CarrierId? Carrier { get; init; }
    public bool DryRun { get; init; }

    /// <summary>Code rows to be tried out; a dry run only.</summary>
    public IReadOnlyList<StoredCodeRow> Proposed { get; init; } = [];

    /// <summary>Who asks, by e-mail address, or <c>command line</c>.</summary>
    public required string By { get; init; }
}
