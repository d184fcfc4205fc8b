namespace Tracking.Jobs.History;

/// <summary>The rule of so many silent days, and the detector at the same number of alarms.</summary>
public readonly record struct FixedRule(int Days, DetectorScore Rule, DetectorScore Detector);
