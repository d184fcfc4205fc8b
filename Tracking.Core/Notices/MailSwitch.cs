using NodaTime;

namespace Tracking.Core.Notices;

/// <summary>Whether messages leave.</summary>
/// <param name="StoppedAt">When a person stopped all messages; null while they leave.</param>
/// <param name="FailingSince">Since when the mail server takes nothing; null while it does.</param>
/// <param name="Failure">How it failed last.</param>
public sealed record MailSwitch(Instant? StoppedAt, string? StoppedBy, Instant? FailingSince, string? Failure);
