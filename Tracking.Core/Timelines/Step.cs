namespace Tracking.Core.Timelines;

/// <summary>The steps of a progress bar; which of them a bar has belongs to the journey's kind and how it ends.</summary>
public enum Step { Label, Accepted, InTransit, Customs, InCountry, OutForDelivery, Delivered, AtPickup, Collected, Returning, Returned }
