namespace Tracking.Portal.Buyer;

/// <summary>A place of the way.</summary>
/// <param name="Day">The day it came there, or null.</param>
/// <param name="IsShown">False where nobody could locate it, so that the map leaves it off.</param>
public sealed record StopView(string Place, string? Day, bool IsShown);
