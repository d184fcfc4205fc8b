namespace Tracking.Jobs;

/// <summary>How asks are planned, the setting <c>Polling:Cadence</c>.</summary>
public enum AskCadence { Learned, Fixed }
