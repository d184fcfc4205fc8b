using Tracking.Core.Timelines;

namespace Tracking.Portal.Buyer;

/// <summary>One step of the bar as people see it.</summary>
/// <param name="State">Told to those who cannot see the shape.</param>
/// <param name="At">The day it was reached, or null.</param>
public sealed record StepView(Step Step, StepState StepState, string Label, string State, string? At)
{
    /// <summary>The class of its mark.</summary>
    public string Class => StepState.ToString().ToLowerInvariant();
}
