using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>A statement to be kept about a parcel: the wire that carried it first, and the one that it is read from.</summary>
internal sealed record Telling(long ParcelId, EventKey Key, Statement Said, Reading Read, long FirstWireId, Instant FirstAt, long ReadWireId, Trust Trust)
{
    public Heard ToHeard() => new(new SourcedEvent { Event = new() { Said = Said, Read = Read, Key = Key }, WireId = FirstWireId, ReceivedAt = FirstAt, Trust = Trust }, ReadWireId, false);
}
