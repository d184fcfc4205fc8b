namespace Tracking.Core.Events;

/// <summary>How a wire came: we asked, or they pushed.</summary>
public enum WireKind { Poll, Push }
