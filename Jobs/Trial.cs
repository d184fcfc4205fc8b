namespace Tracking.Jobs;

/// <summary>How a trial of a carrier's credentials ended.</summary>
/// <param name="Says">A sentence, and what to do about it.</param>
public sealed record Trial(TrialEnd End, string Says);
