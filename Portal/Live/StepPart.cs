using Tracking.Core.Timelines;

namespace Tracking.Portal.Live;

/// <summary>A step of the bar: <c>done</c>, <c>now</c>, <c>next</c> or <c>skipped</c>, and when it was reached.</summary>
public sealed record StepPart(string Step, string State, string? At)
{
    public static StepPart Of(ProgressStep step) =>
        new(step.Step.ToString(), step.State.ToString().ToLowerInvariant(), step.At is { } at ? ClockText.Whole(at) : null);
}
