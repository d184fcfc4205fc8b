namespace Tracking.Jobs.History;

/// <summary>Dates given at hand-over: how often the parcel came later, and how many days after hand-over they lie.</summary>
public readonly record struct PromiseScore(double LateRate, double MeanDays);
