using NodaTime;

namespace Tracking.Core.Findings;

/// <summary>What the rules find now, and the next moment at which silence alone changes that; null where none will.</summary>
public sealed record InspectionResult(IReadOnlyList<Finding> Findings, Instant? InspectAt);
