using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Portal.Ops;

/// <summary>How long cases are put away.</summary>
public static class SnoozeChoice
{
    public static readonly (string Label, Duration Length)[] Spans =
        [("4 hours", Duration.FromHours(4)), ("1 day", Duration.FromDays(1)), ("3 days", Duration.FromDays(3)), ("1 week", Duration.FromDays(7))];

    /// <summary>Who waits for an event waits no longer than two weeks for it.</summary>
    public static readonly Duration Longest = Duration.FromDays(14);

    public static string Label(WakeOn on) => on switch
    {
        WakeOn.News => "anything new",
        WakeOn.Customs => "customs let it go",
        WakeOn.OutForDelivery => "out for delivery",
        WakeOn.AtPickup => "at the pickup point",
        _ => "delivered",
    };
}
