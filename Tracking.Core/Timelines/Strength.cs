using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>How well a statement can lead a line; the lowest leads, so that who leads never depends on who came first.</summary>
internal readonly record struct Strength : IComparable<Strength>
{
    private readonly bool _retold;
    private readonly Trust _trust;
    private readonly int _clock;
    private readonly bool _noSeconds;
    private readonly int _side;
    private readonly int _meaning;

    private Strength(bool retold, Trust trust, int clock, bool noSeconds, int side, int meaning) =>
        (_retold, _trust, _clock, _noSeconds, _side, _meaning) = (retold, trust, clock, noSeconds, side, meaning);

    /// <param name="leg">The place of its leg in the order of custody.</param>
    public static Strength Of(SourcedEvent said, int leg)
    {
        var read = said.Event.Read;
        return new(
            said.Event.Said.Carrier is not null,
            said.Trust,
            read.Time is not { } time ? 3 : SameScan.IsDayOnly(time) ? 2 : time.Offset is null ? 1 : 0,
            read.Time?.Local.Second is null or 0,
            JourneyOrder.RankOf(read.Milestone) < JourneyOrder.RankOf(Milestone.ArrivedInwardOffice) ? leg : -leg,
            read.Milestone switch { null => 2, Milestone.InTransit => 1, _ => 0 });
    }

    public int CompareTo(Strength other) =>
        _retold != other._retold ? _retold.CompareTo(other._retold)
        : _trust != other._trust ? _trust.CompareTo(other._trust)
        : _clock != other._clock ? _clock.CompareTo(other._clock)
        : _noSeconds != other._noSeconds ? _noSeconds.CompareTo(other._noSeconds)
        : _side != other._side ? _side.CompareTo(other._side)
        : _meaning.CompareTo(other._meaning);

    /// <summary>What puts this one before a weaker one.</summary>
    public LeadReason Over(Strength other) =>
        _retold != other._retold ? LeadReason.OwnWord
        : _trust != other._trust ? LeadReason.BetterProof
        : _clock != other._clock ? LeadReason.BetterClock
        : _noSeconds != other._noSeconds ? LeadReason.Seconds
        : _side != other._side ? LeadReason.OwnSide
        : _meaning != other._meaning ? LeadReason.MoreMeaning
        : LeadReason.Key;
}
