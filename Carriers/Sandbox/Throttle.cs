namespace Tracking.Carriers.Sandbox;

/// <summary>Decides which polls are answered 429: one in so many, drawn from a seed.</summary>
public sealed class Throttle(int seed, int oneIn)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>Seconds for Retry-After; null where this poll is answered.</summary>
    public int? Next()
    {
        if (oneIn == 0)
            return null;
        lock (_lock)
            return _random.Next(oneIn) == 0 ? _random.Next(5, 21) : null;
    }
}
