namespace Tracking.Portal.Buyer;

/// <summary>The places of the way, oldest first, and what tells their drawing from another.</summary>
public sealed record WayView(IReadOnlyList<StopView> Stops, string Version);
