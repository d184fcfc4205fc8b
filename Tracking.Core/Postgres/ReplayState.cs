namespace Tracking.Core.Postgres;

/// <summary>How far a replay is.</summary>
public enum ReplayState
{
    /// <summary>Reads wires, newest first, and keeps what comes out otherwise.</summary>
    Reading,

    /// <summary>Goes through the parcels: compares, and applies unless it is a dry run.</summary>
    Comparing,
    Done,
    Cancelled,
    Failed,
}
