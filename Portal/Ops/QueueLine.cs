using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>A line of the queue as shown: a case, or the head of a group of so many.</summary>
public readonly record struct QueueLine(QueueEntry Entry, string? Head, int Count);
