namespace Tracking.Bench.Trials;

/// <summary>How the strike and the dead feed of one world were told.</summary>
/// <param name="Others">Incidents that other troubles of the world caused: a backlog.</param>
/// <param name="False">Incidents that nothing caused.</param>
/// <param name="Days">Days that were watched.</param>
public sealed record IncidentResult(IReadOnlyList<CauseTold> Causes, IReadOnlyList<string> Others, IReadOnlyList<string> False, double Days);
