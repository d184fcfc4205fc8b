using NodaTime;

namespace Tracking.Core.Findings;

/// <summary>What silence alone will make of it, and when, if nothing is told until then.</summary>
public readonly record struct Turn(Severity Severity, Instant At);
