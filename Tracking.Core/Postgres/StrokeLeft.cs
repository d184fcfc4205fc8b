namespace Tracking.Core.Postgres;

/// <summary>So many cases were left as they are, for one reason in a sentence.</summary>
public readonly record struct StrokeLeft(string Why, int Cases);
