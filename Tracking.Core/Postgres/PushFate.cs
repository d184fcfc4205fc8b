using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>What became of one push.</summary>
public sealed record PushFate
{
    public required string Receipt { get; init; }
    public required string Carrier { get; init; }
    public required Instant At { get; init; }

    /// <summary>Why it was refused; null where it was kept.</summary>
    public string? Refused { get; init; }

    /// <summary>The status that a refused one was answered with.</summary>
    public int? Status { get; init; }

    /// <summary>Its wire, for one that was kept and has not aged out.</summary>
    public long? WireId { get; init; }

    /// <summary>True while it waits to be read.</summary>
    public bool IsInInbox { get; init; }

    /// <summary>Why it was set aside; null where it was not.</summary>
    public string? SetAside { get; init; }

    /// <summary>Numbers that it speaks of and nobody has registered.</summary>
    public IReadOnlyList<string> Unregistered { get; init; } = [];

    /// <summary>The parcels it speaks of.</summary>
    public IReadOnlyList<long> Parcels { get; init; } = [];
}
