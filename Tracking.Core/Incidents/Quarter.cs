using NodaTime;

namespace Tracking.Core.Incidents;

/// <summary>A quarter of a carrier's working day: when it began, how many scans were usual in it and how many came.</summary>
public sealed record Quarter(Instant From, double Expected, int Observed);
