namespace Tracking.Core.Events;

/// <summary>How an event is known: it happened, it is expected, or it is planned.</summary>
public enum EventClass { Actual, Estimated, Planned }
