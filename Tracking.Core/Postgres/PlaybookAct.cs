using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A line of the audit of a playbook.</summary>
/// <param name="Version">The version that it made live.</param>
public sealed record PlaybookAct(Instant At, string By, string Act, int? Version, string? Note);
