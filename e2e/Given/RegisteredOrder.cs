namespace Tracking.EndToEnd.Given;

/// <summary>An order that a story registered.</summary>
public sealed record RegisteredOrder(string Number, string Token, string ParcelId, string TrackingNumber);
