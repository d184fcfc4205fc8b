using NodaTime;

namespace Tracking.Core.Findings;

/// <summary>From when on a gap is how grave.</summary>
/// <param name="Weighed">True where chance and value decided it, so that it counts toward what people can look at in a day.</param>
public readonly record struct GapStep(Severity Severity, Instant At, bool Weighed = false);
