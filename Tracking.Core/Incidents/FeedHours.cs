using NodaTime;

namespace Tracking.Core.Incidents;

/// <summary>When a carrier could be heard: its answers and its pushes by the hour.</summary>
/// <param name="Hours">By the beginning of each hour (UTC) in which anything came; answers to our asking, and pushes.</param>
/// <param name="Recorded">From when on this was written down; before, the carrier counts as heard.</param>
/// <param name="Blind">Spans in which it answered nothing, or nothing of worth.</param>
public sealed record FeedHours(IReadOnlyDictionary<Instant, (int Answers, int Pushes)> Hours, Instant Recorded, IReadOnlyList<Interval> Blind)
{
    /// <summary>A carrier of which nothing is known but what it told.</summary>
    public static FeedHours Unrecorded { get; } = new(new Dictionary<Instant, (int, int)>(), Instant.MaxValue, []);
}
