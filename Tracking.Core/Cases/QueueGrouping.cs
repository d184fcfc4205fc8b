namespace Tracking.Core.Cases;

/// <summary>What the cases of the queue are put together by.</summary>
public enum QueueGrouping { None, Kind, Carrier, Lane, Facility, Shop }
