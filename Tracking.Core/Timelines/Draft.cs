using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>A line in the making: the statement that leads, and those that tell of the same scan.</summary>
internal sealed class Draft(SourcedEvent leader)
{
    private readonly List<(SourcedEvent Said, string Because)> _others = [];

    public SourcedEvent Leader { get; } = leader;
    public Reading Read => Leader.Event.Read;
    public EventKey Key => Leader.Key;

    /// <summary>The leader's, or where nobody has mapped its code, another source's.</summary>
    public Milestone? Milestone { get; private set; } = leader.Event.Read.Milestone;
    public Reason? Reason { get; private set; } = leader.Event.Read.Reason;
    public Place? Place { get; private set; } = leader.Event.Read.Place;
    public bool Confirmed { get; private set; } = leader.Trust is Trust.Evidence;

    /// <summary>When the first of its sources reached us: it cannot have happened later.</summary>
    public Instant ReceivedAt { get; private set; } = leader.ReceivedAt;

    public bool IsAlone => _others.Count == 0;

    public bool Takes(SourcedEvent said) => _others.TrueForAll(other => !SameScan.SameTeller(other.Said.Event.Said, said.Event.Said)
        || SameScan.Because(other.Said.Event, said.Event) is SameScan.Restated);

    public void Add(SourcedEvent said, string because)
    {
        _others.Add((said, because));
        ReceivedAt = Instant.Min(ReceivedAt, said.ReceivedAt);
        Confirmed |= said.Trust is Trust.Evidence;
    }

    /// <summary>Puts the sources in their order and takes from them what the leader does not say.</summary>
    public void Close()
    {
        _others.Sort((a, b) => a.Said.Key.CompareTo(b.Said.Key));
        foreach (var (said, _) in _others)
        {
            Milestone ??= said.Event.Read.Milestone;
            Reason ??= said.Event.Read.Reason;
            Place ??= said.Event.Read.Place;
        }
    }

    public TimelineLine ToLine(Custody custody, Lane lane) => new()
    {
        Key = Leader.Key,
        Time = Read.Time,
        Milestone = Milestone is Events.Milestone.Delivered && custody.IsHandover(Leader.Event.Said, Place, lane) ? Events.Milestone.HandedOver : Milestone,
        Reason = Reason,
        Class = Read.Class,
        Place = Place,
        Wording = Leader.Event.Said.Wording,
        Language = Leader.Event.Said.Language,
        Carrier = custody.CarrierOf(Leader.Event.Said),
        Role = custody.RoleOf(Leader.Event.Said),
        Confirmed = Confirmed,
        Moves = Read.Class is EventClass.Actual && Milestone?.StageOf() is not null && !IsAhead,
        Sources = [SourceOf(Leader, SameScan.Leads), .. _others.Select(other => SourceOf(other.Said, other.Because))],
    };

    /// <summary>True where the clock lies after the moment at which we were told: it cannot have happened yet.</summary>
    private bool IsAhead => Read.Time is { } time && time.Possible().Start > ReceivedAt + Duration.FromMinutes(15);

    private static LineSource SourceOf(SourcedEvent said, string because) => new()
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
    };
}
