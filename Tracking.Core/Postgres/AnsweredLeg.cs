using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>A leg of whose number a wire spoke, as it stands after settling: what its next ask rests on.</summary>
public sealed record AnsweredLeg(long LegId, string? Carrier, WireKind Kind, Trust Trust, string Outcome, Stage? Stage, Instant? LastScanAt, Instant? LastNewsAt, bool News);
