namespace Tracking.Core.Incidents;

/// <summary>What a look at all waits has found: the incidents that stand now, and those that stood and are over.</summary>
public sealed record Looked(IReadOnlyList<Sighting> Standing, IReadOnlyList<Ending> Over);
