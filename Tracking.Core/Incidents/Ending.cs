namespace Tracking.Core.Incidents;

/// <summary>An incident that is over, and why.</summary>
public sealed record Ending(Cohort Cohort, string Why);
