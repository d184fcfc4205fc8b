using NodaTime;

namespace Tracking.Core.Incidents;

/// <summary>An incident that was found before and whose cause has not ended as far as we know.</summary>
/// <param name="Since">When the silence began.</param>
public sealed record StandingIncident(Cohort Cohort, Instant Since);
