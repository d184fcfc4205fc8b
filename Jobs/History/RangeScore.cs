namespace Tracking.Jobs.History;

/// <summary>The ranges meant to hold 80 and 90 of 100 parcels.</summary>
public readonly record struct RangeScore(double P80, double P90);
