using NodaTime;

namespace Tracking.Core.Notices;

/// <summary>What becomes of a notice.</summary>
/// <param name="DueAt">When it is told; null where it is only remembered, so that it is never told.</param>
public sealed record PlannedNotice(Notice Notice, Instant? DueAt);
