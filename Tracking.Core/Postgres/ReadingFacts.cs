using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>How a statement is read: by which row of which table, and the newest wire that said it.</summary>
/// <param name="ReceivedAt">When that wire came; null where it is kept no longer.</param>
public sealed record ReadingFacts(string Mapping, string TableVersion, long WireId, Instant? ReceivedAt);
