using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>What somebody did to a carrier's account.</summary>
/// <param name="Act"><c>paused</c>, <c>resumed</c>, <c>changed the credentials</c>, <c>tested: …</c>.</param>
public sealed record AccountAct(Instant At, string By, string Act, string? Why);
