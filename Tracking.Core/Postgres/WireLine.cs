using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>A wire that speaks of a parcel, without its bytes.</summary>
/// <param name="Carrier">Who sent it.</param>
/// <param name="Status">The HTTP status of an answer; 200 for a push.</param>
public sealed record WireLine(long Id, Instant ReceivedAt, string Carrier, WireKind Kind, int Status, long Bytes);
