using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A push secret as stored.</summary>
/// <param name="Endpoint">The last part of <c>/push/{carrier}/{endpoint}</c>; null for <c>/push/{carrier}</c>.</param>
public sealed record StoredSecret(string Value, string? Endpoint = null, Instant? NotBefore = null, Instant? NotAfter = null);
