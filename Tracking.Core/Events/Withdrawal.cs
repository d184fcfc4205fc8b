using NodaTime;

namespace Tracking.Core.Events;

/// <summary>That a source took back what it had said.</summary>
public sealed record Withdrawal
{
    public required WithdrawalBasis Basis { get; init; }

    /// <summary>The statement that takes it back; null for an absence.</summary>
    public EventKey? Key { get; init; }

    /// <summary>When it counted as taken back: the statement, or the second answer that left it out, reached us.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>The wires that prove it: the one that says so, or the two answers that left it out.</summary>
    public required IReadOnlyList<long> WireIds { get; init; }
}
