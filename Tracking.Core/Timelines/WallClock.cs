using NodaTime;

namespace Tracking.Core.Timelines;

/// <summary>Differences of wall clocks of one place, of any length: those that NodaTime gives count months, which are no time.</summary>
internal static class WallClock
{
    public static Duration Since(this LocalDateTime moment, LocalDateTime earlier) => moment.InUtc().ToInstant() - earlier.InUtc().ToInstant();
}
