using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>How a carrier has behaved toward us.</summary>
/// <param name="Answering">Null: never asked.</param>
/// <param name="Since">Since when it answers, or does not.</param>
public sealed record CarrierHealth(
    CarrierId Carrier, bool? Answering, Instant? Since, Instant? LastAskedAt, Instant? LastAnswerAt, Instant? LastFailureAt, string? LastFailure,
    Instant? LastPushAt, long PushesProven, long PushesRefused);
