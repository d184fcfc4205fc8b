using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>A wire taken from the inbox, and how often it has been taken, this time included.</summary>
public sealed record LeasedWire(long InboxId, int Attempts, Wire Wire);
