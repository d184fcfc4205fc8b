namespace Tracking.Jobs.History;

/// <summary>Alarms raised, the share of them that was lost, the share of the lost that was found, and after how many days half of those were.</summary>
public readonly record struct DetectorScore(double Alarms, double Precision, double Recall, int? MedianDays);
