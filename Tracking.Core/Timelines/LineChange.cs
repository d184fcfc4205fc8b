namespace Tracking.Core.Timelines;

/// <summary>One line of a timeline as it was and as it would be, as text; null on the side where it is not.</summary>
public sealed record LineChange(string? Before, string? After);
