using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>All that a complete answer of a source that promises full history tells of one number, for a parcel it is about.</summary>
internal sealed record WholeTelling(long ParcelId, long WireId, Instant ReceivedAt, IReadOnlyList<TrackingEvent> Events);
