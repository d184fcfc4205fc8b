namespace Tracking.Jobs;

/// <summary>A push as it arrives.</summary>
/// <param name="Endpoint">The last part of <c>/push/{carrier}/{endpoint}</c>; null without one.</param>
/// <param name="IsCheck">True where it is only to be proven and read, and nothing kept.</param>
/// <param name="Header">Value of a header by name, case-insensitive; null where absent.</param>
public sealed record PushRequest(string Carrier, string? Endpoint, string? ContentType, string? ContentEncoding, long? Length, Func<string, string?> Header, Stream Body, bool IsCheck = false);
