namespace Tracking.Portal.Ops;

/// <summary>A choice of a filter; the count is empty where it was not counted.</summary>
public sealed record FacetChoice(string Value, string Label, string Count, bool Chosen);
