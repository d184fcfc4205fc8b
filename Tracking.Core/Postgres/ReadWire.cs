namespace Tracking.Core.Postgres;

/// <summary>A leased wire with what it says.</summary>
/// <param name="FromAggregator">True where its source retells others: it speaks of a number whoever carries it.</param>
/// <param name="SetAside">Why it goes to quarantine; null where it was read.</param>
public sealed record ReadWire(LeasedWire Leased, bool FromAggregator, IReadOnlyList<ToldNumber> Numbers, string? SetAside = null);
