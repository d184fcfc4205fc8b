namespace Tracking.Core.Postgres;

/// <summary>A place in the queue: a case as it was when the order was made, and its group; null where there are no groups.</summary>
public readonly record struct QueueEntry(long CaseId, int Version, long ParcelId, string? Group);
