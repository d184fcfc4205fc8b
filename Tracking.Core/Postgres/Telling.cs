using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>A statement to be kept about a parcel: the wire that carried it first, and the one that it is read from.</summary>
internal sealed record Telling(long ParcelId, EventKey Key, Statement Said, Reading Read, long FirstWireId, Instant FirstAt, long ReadWireId, Trust Trust)
{
    /// <summary>What one wire says about a parcel.</summary>
    public static Telling Of(long parcel, TrackingEvent told, Wire wire) => new(parcel, told.Key, told.Said, told.Read, wire.Id, wire.ReceivedAt, wire.Id, wire.Trust);

    /// <summary>The same statement told by another wire too: the earliest carries it, the newest is how we read it, the best proof counts.</summary>
    public Telling With(Telling other) => this with
    {
        Said = other.FirstWireId < FirstWireId ? other.Said : Said,
        FirstAt = other.FirstWireId < FirstWireId ? other.FirstAt : FirstAt,
        FirstWireId = Math.Min(FirstWireId, other.FirstWireId),
        Read = other.ReadWireId > ReadWireId ? other.Read : Read,
        ReadWireId = Math.Max(ReadWireId, other.ReadWireId),
        Trust = other.Trust < Trust ? other.Trust : Trust,
    };

    public Heard ToHeard() => new(new SourcedEvent { Event = new() { Said = Said, Read = Read, Key = Key }, WireId = FirstWireId, ReceivedAt = FirstAt, Trust = Trust }, ReadWireId, false);
}
