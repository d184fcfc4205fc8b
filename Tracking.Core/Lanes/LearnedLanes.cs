namespace Tracking.Core.Lanes;

/// <summary>All that was learned of waiting times. Immutable; a look-up costs one dictionary access once a lane was asked for.</summary>
public sealed class LearnedLanes(IReadOnlyDictionary<Stretch, LearnedStretch> stretches, RangeLevels? levels = null)
{
    /// <summary>At which hours scans come.</summary>
    public LearnedRhythms Rhythms { get; init; } = LearnedRhythms.Empty;

    public static LearnedLanes Empty { get; } = new(new Dictionary<Stretch, LearnedStretch>());

    public IReadOnlyDictionary<Stretch, LearnedStretch> Stretches => stretches;

    /// <summary>How ranges given for delivery keep their hit rate.</summary>
    public RangeLevels Levels { get; } = levels ?? RangeLevels.Meant;

    /// <summary>The curve of a lane on a stretch; null before anything was learned of the stretch.</summary>
    public LaneCurve? Find(Stretch stretch, LaneKey key) => stretches.GetValueOrDefault(stretch)?.CurveOf(key);
}
