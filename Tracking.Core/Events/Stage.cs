namespace Tracking.Core.Events;

/// <summary>Where a parcel is now, coarsely; the first six lie on the bar.</summary>
public enum Stage { Label, Accepted, InTransit, Customs, OutForDelivery, Delivered, AtPickup, Returned, Stopped }
