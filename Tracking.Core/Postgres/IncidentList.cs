namespace Tracking.Core.Postgres;

/// <summary>A page of incidents, open ones first and then the newest.</summary>
/// <param name="Total">How many there ever were.</param>
/// <param name="Open">How many are open.</param>
/// <param name="Folded">Open cases that are folded under them.</param>
public sealed record IncidentList(IReadOnlyList<IncidentDetails> Rows, int Total, int Open, int Folded);
