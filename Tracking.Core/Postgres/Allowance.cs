using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>How a carrier may be asked now.</summary>
/// <param name="NextAt">When the next request may leave; null where it may at once.</param>
/// <param name="IsSpent">True where the day's requests are used up, but for those kept for confirming.</param>
public sealed record Allowance(Instant? NextAt, bool IsSpent);
