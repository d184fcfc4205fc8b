using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>An open case for which nobody has worked out by when it wants to be closed.</summary>
/// <param name="From">When it was opened, or last opened again.</param>
public sealed record UndatedCase(long CaseId, long TeamId, string Kind, string? Tier, Instant From);
