using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Jobs;

/// <summary>How long to wait before a number is asked about again. Pure.</summary>
public static class Cadence
{
    /// <summary>How long a delivered parcel is still asked about: deliveries are taken back within days.</summary>
    public static readonly Duration AfterDelivery = Duration.FromDays(7);

    private static readonly Duration Often = Duration.FromHours(3);
    private static readonly Duration Daily = Duration.FromHours(24);
    private static readonly Duration Weekly = Duration.FromDays(7);

    /// <summary>From here on it is asked weekly: most that are found again after a month are found within half a year.</summary>
    private static readonly Duration LongQuiet = Duration.FromDays(30);
    private static readonly Duration GivenUp = Duration.FromDays(180);

    /// <summary>The wait after an answer; null: not any more.</summary>
    /// <param name="stage">Where the parcel is now; null where nothing is known.</param>
    /// <param name="lastScanAt">The last time somebody held it; null before the first.</param>
    /// <param name="lastNewsAt">When anything new was last said; null before the first.</param>
    /// <param name="addedAt">When the number was registered: silence counts from there before anything was said.</param>
    /// <param name="now">The moment of planning.</param>
    /// <param name="pushed">True where the carrier pushes by itself: then asking is only a safety net.</param>
    public static Duration? Next(Stage? stage, Instant? lastScanAt, Instant? lastNewsAt, Instant addedAt, Instant now, bool pushed)
    {
        var quiet = Duration.Max(Duration.Zero, now - (lastNewsAt ?? addedAt));
        Duration? wait = stage switch
        {
            Stage.Delivered or Stage.Stopped => quiet < AfterDelivery ? Daily : null,
            Stage.OutForDelivery when quiet < Duration.FromDays(2) => Duration.FromHours(1),
            _ when lastScanAt is null && quiet < Duration.FromDays(7) => Often,
            _ when quiet < Duration.FromHours(12) => Often,
            _ when quiet < Duration.FromDays(2) => Duration.FromHours(6),
            _ when quiet < Duration.FromDays(7) => Duration.FromHours(12),
            _ when quiet < LongQuiet => Daily,
            _ when quiet < GivenUp => Weekly,
            _ => null,
        };
        return pushed && wait is { } rarer ? rarer * 2 : wait;
    }
}
