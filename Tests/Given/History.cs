using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;
using Xunit;

namespace Tracking.Tests.Given;

/// <summary>How tests tell the history of one parcel: legs, and what sources said about them, in the order in which we were told.</summary>
public sealed class History(string? origin = "CN", string? destination = "BR")
{
    private readonly List<LegState> _legs = [];
    private readonly List<SourcedEvent> _events = [];
    private readonly List<Snapshot> _snapshots = [];
    private readonly List<FullAnswer> _answers = [];
    private readonly Dictionary<CarrierId, Instant> _silent = [];
    private LaneNorms _norms = LaneNorms.Default;
    private Parcel _parcel = new() { Id = 1, RegisteredAt = At("2026-11-01 00:00"), Origin = origin, Destination = destination };

    public IReadOnlyList<SourcedEvent> Events => _events;
    public IReadOnlyList<Snapshot> Snapshots => _snapshots;
    public IReadOnlyList<FullAnswer> Answers => _answers;
    public IReadOnlyList<Leg> Legs => [.. _legs.Select(state => state.Leg)];
    public Lane Registered => new(origin, destination);

    /// <summary>An instant, written <c>2026-11-02 08:10</c> in UTC.</summary>
    public static Instant At(string utc) => Clock(utc + " +00:00").Instant!.Value;

    /// <summary>
    /// A clock: <c>2026-11-02 08:10 +08:00</c> earned, <c>2026-11-02 08:10:30 +08:00</c> with seconds, <c>2026-11-02 08:10 ?</c>
    /// without an offset, <c>2026-11-02</c> a day without an hour.
    /// </summary>
    public static EventTime Clock(string text)
    {
        if (text.Length == 10)
            return EventTime.OnDay(LocalDatePattern.Iso.Parse(text).Value);
        var parts = text.Split(' ');
        var local = LocalDateTimePattern.CreateWithInvariantCulture(parts[1].Length == 8 ? "uuuu-MM-dd HH:mm:ss" : "uuuu-MM-dd HH:mm").Parse(parts[0] + " " + parts[1]).Value;
        return parts[2] == "?" ? EventTime.Unplaced(local) : EventTime.Stated(local, OffsetPattern.GeneralInvariant.Parse(parts[2]).Value);
    }

    /// <summary>The next leg; what is said after it is said by its carrier under its number.</summary>
    public History Leg(string carrier, string number = "LP00123456789012", LegRole role = LegRole.WholeWay, string? tracksUntil = null, string addedAt = "2026-11-01 00:00")
    {
        _legs.Add(new()
        {
            Leg = new() { Carrier = new(carrier), Number = TrackingNumber.Get(number), Role = role, AddedAt = At(addedAt), TracksUntil = tracksUntil },
            CanBeAsked = true,
        });
        return this;
    }

    /// <summary>The leg's carrier says so itself; an empty code is none. A place is <c>CN</c> or <c>CN Shenzhen</c>.</summary>
    public History Says(string? clock, Milestone? milestone, string? place = null, Reason? reason = null, EventClass @class = EventClass.Actual,
        Trust trust = Trust.Evidence, string? received = null, string? wording = null, string? code = null) =>
        Add(_legs[^1].Leg.Carrier, null, clock, milestone, place, reason, @class, trust, received, wording, code);

    /// <summary>An aggregator retells what the leg's carrier scanned.</summary>
    public History Retells(string aggregator, string? clock, Milestone? milestone, string? place = null, string? received = null, string? wording = null,
        string? carrier = null, Trust trust = Trust.Evidence, Milestone? takesBack = null)
    {
        Add(new(aggregator), carrier ?? _legs[^1].Leg.Carrier.Value, clock, milestone, place, null, EventClass.Actual, trust, received, wording, null);
        _events[^1] = _events[^1] with { Event = _events[^1].Event with { Read = _events[^1].Event.Read with { Withdraws = takesBack } } };
        return this;
    }

    /// <summary>What a source says of the whole parcel under the last leg's number.</summary>
    public History Summary(string source, Edd? edd = null, ProofOfDelivery? proof = null, string received = "2026-11-02 00:00", string? destination = null)
    {
        _snapshots.Add(new() { Source = new(source), Number = _legs[^1].Leg.Number, ReceivedAt = At(received), Destination = destination, Edd = edd, ProofOfDelivery = proof });
        return this;
    }

    /// <summary>The last one said is known and was left out on purpose; its words are in this language.</summary>
    public History LeftOut(string? language)
    {
        var last = _events[^1].Event;
        _events[^1] = _events[^1] with { Event = last with { Said = last.Said with { Language = language }, Read = last.Read with { Mapping = "left out: says nothing of the way" } } };
        return this;
    }

    /// <summary>The leg's carrier says that something was said in error.</summary>
    public History TakesBack(string? clock, Milestone what, string? place = null, string? received = null, string? wording = null)
    {
        Add(_legs[^1].Leg.Carrier, null, clock, null, place, null, EventClass.Actual, Trust.Evidence, received, wording, "ERR-" + what);
        _events[^1] = _events[^1] with { Event = _events[^1].Event with { Read = _events[^1].Event.Read with { Withdraws = what, Mapping = $"ERR → takes back {what}" } } };
        return this;
    }

    /// <summary>The leg's carrier answers with its whole history, but for what it told from there on and in between.</summary>
    /// <param name="without">What it leaves out of what it said until then.</param>
    public History AnswersWhole(string received, Func<TrackingEvent, bool>? without = null)
    {
        var (leg, at) = (_legs[^1].Leg, At(received));
        var told = _events.Where(said => said.Event.Said.Source == leg.Carrier && said.Event.Said.Number == leg.Number && said.ReceivedAt <= at && without?.Invoke(said.Event) is not true)
            .Select(said => said.Event).ToList();
        if (told.Count > 0 && Absence.Find(5000 + _answers.Count, at, told, _events, _answers) is { } answer)
            _answers.Add(answer);
        return this;
    }

    /// <summary>What a carrier's reader makes of a wire.</summary>
    public History Tells(Tracking.Carriers.Carrier reader, Wire wire)
    {
        foreach (var result in Assert.IsType<Tracking.Carriers.CarrierReply.Answered>(reader.Read(wire)).Results)
        {
            _events.AddRange(result.Events.Select(told => new SourcedEvent { Event = told, WireId = 700 + _snapshots.Count, ReceivedAt = wire.ReceivedAt, Trust = wire.Trust }));
            if (result.Snapshot is { } snapshot)
                _snapshots.Add(snapshot);
        }
        return this;
    }

    /// <summary>The last leg was attached by a person.</summary>
    public History Attached() => Asking(state => state with { Leg = state.Leg with { AddedBy = Core.Parcels.Leg.ByPerson } });

    /// <summary>The last leg's state of asking.</summary>
    public History Asking(Func<LegState, LegState> state)
    {
        _legs[^1] = state(_legs[^1]);
        return this;
    }

    public History Silent(string carrier, string since)
    {
        _silent[new(carrier)] = At(since);
        return this;
    }

    public History Parcel(Func<Parcel, Parcel> parcel)
    {
        _parcel = parcel(_parcel);
        return this;
    }

    /// <summary>What is usual was learned.</summary>
    public History Learned(LearnedLanes lanes)
    {
        _norms = _norms with { Learned = lanes };
        return this;
    }

    public Timeline Timeline() => Core.Timelines.Timeline.Of(_parcel, Legs, _events, _snapshots, _answers);

    public Situation Situation(Instant now) => new()
    {
        Parcel = _parcel,
        Legs = _legs,
        Timeline = Timeline(),
        Silent = _silent,
        Norms = _norms,
        Now = now,
    };

    public InspectionResult Inspect(string now) => Inspection.Of(Situation(At(now)));

    private History Add(CarrierId source, string? carrier, string? clock, Milestone? milestone, string? place, Reason? reason, EventClass @class, Trust trust,
        string? received, string? wording, string? code)
    {
        EventTime? time = clock is null ? null : Clock(clock);
        var said = new Statement
        {
            Source = source,
            Number = _legs[^1].Leg.Number,
            Carrier = carrier,
            Code = code is "" ? null : code ?? milestone?.ToString() ?? "??",
            Wording = wording,
            Clock = clock ?? "",
            WallClock = time is { } known ? LocalDateTimePattern.ExtendedIso.Format(known.Local) : "",
            PlaceSaid = place,
        };
        _events.Add(new()
        {
            Event = new()
            {
                Said = said,
                Read = new()
                {
                    Milestone = milestone,
                    Reason = reason,
                    Class = @class,
                    Time = time,
                    Place = place is null ? null : new() { Text = place, Country = place[..2], City = place.Length > 3 ? place[3..] : null },
                    Mapping = milestone is null ? "unknown" : $"{said.Code} → {milestone}",
                    TableVersion = "0123456789ab",
                },
            },
            WireId = _events.Count + 1,
            ReceivedAt = received is not null ? At(received) : time?.Possible().End + Duration.FromMinutes(10) ?? At("2026-11-30 00:00"),
            Trust = trust,
        });
        return this;
    }
}
