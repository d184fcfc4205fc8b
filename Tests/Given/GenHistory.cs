using CsCheck;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Tests.Given;

/// <summary>Histories that nobody wrote: few days, few places, few meanings and every kind of clock, so that statements collide.</summary>
public static class GenHistory
{
    public static readonly Lane Lane = new("CN", "BR");

    public static readonly IReadOnlyList<Leg> Legs =
    [
        new() { Carrier = new("cainiao"), Number = TrackingNumber.Get("LP00123456789012"), Role = LegRole.FirstMile, AddedAt = Start },
        new() { Carrier = new("correios"), Number = TrackingNumber.Get("NX123456785BR"), Role = LegRole.LastMile, AddedAt = Start },
    ];

    private static readonly Milestone?[] Meanings =
    [
        Milestone.PreAdvised, Milestone.Accepted, Milestone.DepartedOutwardOffice, Milestone.FlightMissed, Milestone.ArrivedInwardOffice, Milestone.CustomsPresented,
        Milestone.CustomsHeld, Milestone.CustomsReleased, Milestone.InTransit, Milestone.HandedOver, Milestone.ArrivedSorting, Milestone.OutForDelivery,
        Milestone.AttemptFailed, Milestone.AtPickupPoint, Milestone.Delivered, Milestone.Lost, Milestone.Damaged, Milestone.Notified, null,
    ];

    private static readonly Milestone?[] Returns = [Milestone.Returning, Milestone.Returned, Milestone.Cancelled];

    private static readonly Offset?[] Offsets = [Offset.FromHours(8), Offset.FromHours(-3), Offset.Zero, Offset.FromHours(1), null];

    public static Instant Start => Instant.FromUtc(2026, 11, 1, 0, 0);

    public static Gen<SourcedEvent> Statement { get; } = StatementOf([.. Meanings, .. Returns], 0, 12);

    /// <summary>Up to forty statements, returns and hints among them.</summary>
    public static Gen<SourcedEvent[]> Statements { get; } = Statement.Array[0, 40];

    /// <summary>Statements of which some take others back, and complete answers that leave some out.</summary>
    public static Gen<(SourcedEvent[] Statements, FullAnswer[] Answers)> WithWithdrawals { get; } =
        from said in Statements
        from takes in Gen.Int[0, 9].Array[said.Length]
        from absences in Gen.Select(Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2]).Array[0, 6]
        let statements = said.DistinctBy(one => one.Key).Select((one, i) => takes[i] > 0 ? one
            : one with { Event = one.Event with { Read = one.Event.Read with { Milestone = null, Withdraws = one.Event.Read.Milestone } } }).ToArray()
        select (statements, absences.Select((absence, i) => AnswerOf(statements, absence.Item1, absence.Item2, absence.Item3, i)).OfType<FullAnswer>().ToArray());

    private static FullAnswer? AnswerOf(SourcedEvent[] said, int day, int teller, int every, int nth)
    {
        var at = Start + Duration.FromDays(day + 3);
        var own = said.Where(one => one.Event.Said.Number == Legs[teller % 2].Number && (one.Event.Said.Carrier is null) == teller < 2 && one.ReceivedAt < at).Select(one => one.Event).OrderBy(one => one.Key).ToList();
        var told = own.Where((_, i) => i % 4 != every).ToList();
        return told.Count == 0 ? null : Absence.Find(9000 + nth, at, told, said, []);
    }

    public static Gen<SourcedEvent> WithoutReturns(int fromDay, int toDay) => StatementOf(Meanings, fromDay, toDay);

    private static Gen<SourcedEvent> StatementOf(Milestone?[] meanings, int fromDay, int toDay) =>
        from meaning in OneOf(meanings)
        from day in Gen.Int[fromDay, toDay - 1]
        from hour in Gen.Int[0, 23]
        from minute in OneOf(0, 15, 17)
        from second in OneOf(0, 0, 42)
        from shape in Gen.Int[0, 9]
        from offset in OneOf(Offsets)
        from teller in Gen.Int[0, 3]
        from place in OneOf<string?>("CN", "CN Shenzhen", "BR", "BR Curitiba", "NL", null)
        from trust in Gen.Frequency((4, Gen.Const(Trust.Evidence)), (1, Gen.Const(Trust.Hint)))
        from late in Gen.Int[-2, 60]
        from wire in Gen.Long[1, 1000]
        from kind in Gen.Frequency((9, Gen.Const(EventClass.Actual)), (1, OneOf(EventClass.Planned, EventClass.Estimated)))
        let local = new LocalDateTime(2026, 11, 1, shape == 0 ? 0 : hour, shape == 0 ? 0 : minute, shape == 0 ? 0 : second).PlusDays(day)
        let time = shape == 1 ? EventTime.OnDay(local.Date) : shape == 2 ? (EventTime?)null : offset is { } known ? EventTime.Stated(local, known) : EventTime.Unplaced(local)
        select new SourcedEvent
        {
            Event = new()
            {
                Said = new()
                {
                    Source = teller switch { 0 => Legs[0].Carrier, 1 => Legs[1].Carrier, _ => new("seventeentrack") },
                    Number = Legs[teller % 2].Number,
                    Carrier = teller < 2 ? null : Legs[teller % 2].Carrier.Value,
                    Code = meaning?.ToString() ?? "??",
                    Clock = local.ToString(),
                    WallClock = NodaTime.Text.LocalDateTimePattern.ExtendedIso.Format(local),
                    PlaceSaid = place,
                },
                Read = new()
                {
                    Milestone = meaning,
                    Class = kind,
                    Time = time,
                    Place = place is null ? null : new() { Text = place, Country = place[..2], City = place.Length > 3 ? place[3..] : null },
                    Mapping = meaning is null ? "unknown" : "test",
                    TableVersion = "0123456789ab",
                },
            },
            WireId = wire,
            ReceivedAt = local.InUtc().ToInstant() + Duration.FromHours(late),
            Trust = trust,
        };

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
