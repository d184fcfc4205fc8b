using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>One step of the bar; <paramref name="At"/> is the clock of the line that reached it, null where none did.</summary>
public sealed record ProgressStep(Step Step, StepState State, EventTime? At);
