namespace Tracking.Carriers;

/// <summary>How asking for one number ended.</summary>
public enum NumberOutcome { Tracked, NotFound, Inconclusive, Refused }
