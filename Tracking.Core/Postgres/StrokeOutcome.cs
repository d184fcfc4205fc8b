using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>What became, or would become, of an act on many cases at one stroke.</summary>
/// <param name="Stroke">What to undo it by.</param>
/// <param name="Done">The cases as they became.</param>
/// <param name="Left">Why others were left as they are, most first.</param>
public sealed record StrokeOutcome(Guid Stroke, IReadOnlyList<Case> Done, IReadOnlyList<StrokeLeft> Left);
