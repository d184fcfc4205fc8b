namespace Tracking.Portal.Ops;

/// <summary>What can be done to the cases of the queue, to one or to many.</summary>
public enum ActKind { Acknowledge, Take, GiveBack, Give, Snooze, Note, Resolve, Dismiss, Reopen }
