using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>A line in the making: the statement that leads, and those that tell of the same scan.</summary>
internal sealed class Draft(SourcedEvent leader, Strength strength, int leg)
{
    private readonly List<(Draft Said, SameScanReason Because)> _others = [];
    private Dictionary<EventKey, Withdrawal>? _withdrawn;

    public SourcedEvent Leader { get; } = leader;
    public Strength Strength { get; } = strength;

    /// <summary>The place of its leg in the order of custody; -1 where it speaks of none.</summary>
    public int Leg { get; } = leg;
    public Reading Read => Leader.Event.Read;
    public EventKey Key => Leader.Key;

    /// <summary>Where the line stands; set by <see cref="Placement"/>.</summary>
    public LineOrder Order { get; set; }

    /// <summary>The leader's, or where nobody has mapped its code, another source's.</summary>
    public Milestone? Milestone { get; private set; } = leader.Event.Read.Milestone;
    public Reason? Reason { get; private set; } = leader.Event.Read.Reason;
    public Place? Place { get; private set; } = leader.Event.Read.Place;
    public bool Confirmed { get; private set; } = leader.Trust is Trust.Evidence;

    /// <summary>When the first of its sources reached us: it cannot have happened later.</summary>
    public Instant ReceivedAt { get; private set; } = leader.ReceivedAt;

    /// <summary>The leader, and those that tell of the same scan.</summary>
    public IEnumerable<SourcedEvent> Statements => _others.Select(other => other.Said.Leader).Prepend(Leader);

    public Withdrawal? WithdrawalOf(EventKey key) => _withdrawn?.GetValueOrDefault(key);

    public void Withdraw(EventKey key, Withdrawal withdrawal) => (_withdrawn ??= [])[key] = withdrawal;

    public bool IsAlone => _others.Count == 0;

    /// <summary>True unless one who tells of the line already would tell of it twice.</summary>
    public bool Takes(Draft said)
    {
        foreach (var (other, _) in _others)
        {
            if (SameScan.SameTeller(other.Leader.Event.Said, said.Leader.Event.Said)
                && SameScan.Because(other.Leader, said.Leader) is not (SameScanReason.Restated or SameScanReason.Reworded))
                return false;
        }
        return true;
    }

    public void Add(Draft said, SameScanReason because)
    {
        _others.Add((said, because));
        ReceivedAt = Instant.Min(ReceivedAt, said.Leader.ReceivedAt);
        Confirmed |= said.Leader.Trust is Trust.Evidence;
    }

    /// <summary>Puts the sources in their order and takes from them what the leader does not say.</summary>
    public void Close()
    {
        _others.Sort((a, b) => a.Said.Key.CompareTo(b.Said.Key));
        foreach (var (said, _) in _others)
        {
            Milestone ??= said.Read.Milestone;
            Reason ??= said.Read.Reason;
            Place ??= said.Read.Place;
        }
    }

    public TimelineLine ToLine(Custody custody, Lane lane) => new()
    {
        Key = Leader.Key,
        Time = Read.Time,
        Order = Order,
        Milestone = Milestone is Events.Milestone.Delivered && custody.IsHandover(Leader.Event.Said, Place, lane) ? Events.Milestone.HandedOver : Milestone,
        Reason = Reason,
        Class = Read.Class,
        Place = Place,
        Wording = Leader.Event.Said.Wording,
        Language = Leader.Event.Said.Language,
        Carrier = custody.CarrierOf(Leader.Event.Said),
        Role = custody.RoleOf(Leader.Event.Said),
        Confirmed = Confirmed,
        Withdrawal = WithdrawalOf(Key),
        Moves = Read.Class is EventClass.Actual && Milestone?.StageOf() is not null && !IsAhead && WithdrawalOf(Key) is null,
        LeadsBy = LeadsBy(),
        Sources = [SourceOf(Leader, SameScanReason.Leads), .. _others.Select(other => SourceOf(other.Said.Leader, other.Because))],
    };

    /// <summary>True where the clock lies after the moment at which we were told: it cannot have happened yet.</summary>
    private bool IsAhead => Read.Time is { } time && time.Possible().Start > ReceivedAt + Duration.FromMinutes(15);

    private LeadReason? LeadsBy()
    {
        if (_others.Count == 0)
            return null;
        var next = _others[0].Said.Strength;
        foreach (var (other, _) in _others)
        {
            if (other.Strength.CompareTo(next) < 0)
                next = other.Strength;
        }
        return Strength.Over(next);
    }

    private LineSource SourceOf(SourcedEvent said, SameScanReason because) => new()
    {
        Key = said.Key,
        Source = said.Event.Said.Source,
        Number = said.Event.Said.Number,
        WireId = said.WireId,
        ReceivedAt = said.ReceivedAt,
        Trust = said.Trust,
        Code = said.Event.Said.Code,
        SubCode = said.Event.Said.SubCode,
        Wording = said.Event.Said.Wording,
        Clock = said.Event.Said.Clock,
        Mapping = said.Event.Read.Mapping,
        TableVersion = said.Event.Read.TableVersion,
        Because = because,
        Withdrawal = WithdrawalOf(said.Key),
    };
}
