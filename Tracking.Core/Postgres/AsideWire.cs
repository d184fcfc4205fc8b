using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A wire that nobody could read.</summary>
/// <param name="Receipt">Null for a polled answer.</param>
/// <param name="Kind">Null where the wire has aged out, and so has its body.</param>
public sealed record AsideWire(long WireId, Instant At, string Why, string? Receipt, string? Kind, byte[]? Body);
