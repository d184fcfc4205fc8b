using NodaTime;

namespace Tracking.Core.Events;

/// <summary>The carrier's own estimate of the delivery day; one day where both ends are equal.</summary>
public sealed record Edd(LocalDate From, LocalDate To);
