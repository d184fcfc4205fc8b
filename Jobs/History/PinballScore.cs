namespace Tracking.Jobs.History;

/// <summary>Mean pinball loss in days over the levels 0.5, 0.8, 0.9 and 0.95: of our quantiles, of the mean of the lane, of the file's estimate.</summary>
public readonly record struct PinballScore(double Ours, double LaneMean, double? Estimate);
