using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;

namespace Tracking.Core.Postgres;

/// <summary>A leg of whose number a wire spoke, as it stands after settling: what its next ask rests on.</summary>
/// <param name="RoundLeft">Of a leg whose carrier is undecided: how many candidates are still to be asked in this round.</param>
/// <param name="Silence">Where its parcel waits; null where nothing is under way.</param>
/// <param name="InspectAt">When silence next changes what is found of the parcel.</param>
public sealed record AnsweredLeg(
    long LegId, string? Carrier, WireKind Kind, Stage? Stage, Instant? LastScanAt, Instant? LastNewsAt, Instant AddedAt, int RoundLeft, Silence? Silence = null, Instant? InspectAt = null);
