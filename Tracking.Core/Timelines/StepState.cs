namespace Tracking.Core.Timelines;

/// <summary>Whether a step has happened, is happening, lies ahead, or was passed without a scan.</summary>
public enum StepState { Done, Now, Next, Skipped }
