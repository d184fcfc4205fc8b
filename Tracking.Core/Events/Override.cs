using NodaTime;
using NodaTime.Text;
using Tracking.Core.Parcels;

namespace Tracking.Core.Events;

/// <summary>A person's correction of a parcel, with their name and reason; kept for ever, and undone by another act with a name.</summary>
public sealed record Override
{
    /// <summary>The source of what people say: no carrier.</summary>
    public static readonly CarrierId Person = new("person");

    public required long Id { get; init; }
    public required long ParcelId { get; init; }
    public required OverrideKind Kind { get; init; }

    /// <summary>E-mail address.</summary>
    public required string By { get; init; }
    public required Instant At { get; init; }
    public required string Reason { get; init; }

    /// <summary>When it was delivered or lost, as the person says; null for other kinds.</summary>
    public Instant? OccurredAt { get; init; }

    /// <summary>The number that was attached, taken off or given to a carrier.</summary>
    public TrackingNumber? Number { get; init; }
    public CarrierId? Carrier { get; init; }

    /// <summary>Whose the number was before; null where that was not decided.</summary>
    public CarrierId? CarrierBefore { get; init; }
    public string? UndoneBy { get; init; }
    public Instant? UndoneAt { get; init; }

    /// <summary>The key of the statement it makes; also how a line of the timeline is known to be a person's word.</summary>
    public EventKey? Key => Said() is { } said ? EventKey.Of(said) : null;

    /// <summary>The event it is, for a parcel that was delivered or lost; null for corrections of legs. Neither name nor reason is in it: buyers see it.</summary>
    public SourcedEvent? ToEvent() => Said() is not { } said ? null : new SourcedEvent
    {
        Event = new TrackingEvent
        {
            Said = said,
            Read = new Reading
            {
                Milestone = Kind is OverrideKind.Delivered ? Milestone.Delivered : Milestone.Lost,
                Time = EventTime.Stated(OccurredAt!.Value.InUtc().LocalDateTime, Offset.Zero),
                Mapping = $"set by a person → {Kind}",
                TableVersion = "",
            },
        },
        WireId = 0,
        ReceivedAt = At,
        Trust = Trust.Evidence,
    };

    private Statement? Said() => Kind is OverrideKind.Delivered or OverrideKind.Lost && OccurredAt is { } at && Number is { } number
        ? new Statement
        {
            Source = Person,
            Number = number,
            Part = Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Code = Kind.ToString(),
            Clock = InstantPattern.General.Format(at),
            WallClock = LocalDateTimePattern.ExtendedIso.Format(at.InUtc().LocalDateTime),
        }
        : null;
}
