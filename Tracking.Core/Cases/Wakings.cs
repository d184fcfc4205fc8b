using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Cases;

/// <summary>Which snoozes a parcel's news end.</summary>
public static class Wakings
{
    /// <summary>What has happened by now of what a snooze can wait for; a journey that ends otherwise ends every wait.</summary>
    /// <param name="timeline">As merged now.</param>
    /// <param name="changed">Whether it says something that it did not say before.</param>
    public static IReadOnlyList<WakeOn> Of(Timeline timeline, bool changed)
    {
        if (!changed)
            return [];
        return timeline.Stage switch
        {
            Stage.Delivered or Stage.Returned or Stage.Stopped => Enum.GetValues<WakeOn>(),
            Stage.AtPickup => [WakeOn.News, WakeOn.Customs, WakeOn.OutForDelivery, WakeOn.AtPickup],
            Stage.OutForDelivery => [WakeOn.News, WakeOn.Customs, WakeOn.OutForDelivery],
            _ when IsBeyondCustoms(timeline) => [WakeOn.News, WakeOn.Customs],
            _ => [WakeOn.News],
        };
    }

    private static bool IsBeyondCustoms(Timeline timeline) => timeline.Milestone switch
    {
        Milestone.CustomsReleased or Milestone.DepartedInwardOffice or Milestone.ArrivedDelivery or Milestone.HeldAtDepot => true,
        // Some carriers sort on both sides of the border under one code.
        Milestone.ArrivedSorting or Milestone.DepartedSorting =>
            timeline.Lane.Destination is { } destination && timeline.Lines.LastOrDefault(line => line.Moves)?.Place?.Country == destination,
        _ => false,
    };
}
