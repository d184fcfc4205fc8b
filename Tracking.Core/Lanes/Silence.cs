using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>Where a parcel waits for its next scan, as the curves know it.</summary>
/// <param name="Began">When the phase began, at the place's wall clock.</param>
/// <param name="Offset">Of the newest scan's clock where one was earned, else UTC: for telling which hour it is there.</param>
public sealed record Silence(Stretch Stretch, LaneKey Key, LocalDateTime Began, Offset Offset)
{
    /// <summary>Null where nothing is under way.</summary>
    public static Silence? Of(Timeline timeline)
    {
        if (timeline.Stage is Stage.Delivered or Stage.Returned or Stage.Stopped or Stage.AtPickup or null || Dwell.Of(timeline) is not [.., var last])
            return null;
        var offset = timeline.Lines.LastOrDefault(line => line is { Moves: true, Time.Offset: not null })?.Time?.Offset;
        return new(new(last.Phase, Until.NextPhase, timeline.Kind), Watched.KeyOf(timeline, last), last.At, offset ?? Offset.Zero);
    }
}
