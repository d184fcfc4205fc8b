using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>Since when an account is paused.</summary>
/// <param name="By">Who paused it; null for the program.</param>
public sealed record AccountPause(Instant At, string? By, string? Why);
