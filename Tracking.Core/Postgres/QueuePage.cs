namespace Tracking.Core.Postgres;

/// <summary>A stretch of the queue, and how many cases the whole of it has.</summary>
public sealed record QueuePage(IReadOnlyList<QueueRow> Rows, int Total);
