namespace Tracking.Jobs;

/// <summary>Hangfire's queues: one server each, so that none starves another; the names' order means nothing then.</summary>
public static class Lanes
{
    public const string Poll = "poll";
    public const string Replay = "replay";
    public const string Upkeep = "upkeep";
}
