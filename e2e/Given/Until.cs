using System.Diagnostics;

namespace Tracking.EndToEnd.Given;

/// <summary>Awaits conditions.</summary>
public static class Until
{
    /// <summary>Looks ten times a second until <paramref name="condition"/> holds; fails with <paramref name="what"/> and the evidence when it never does.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan most, CancellationToken cancel, Func<string>? evidence = null)
    {
        var watch = Stopwatch.StartNew();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await condition())
        {
            if (watch.Elapsed > most)
                throw new TimeoutException($"Waited {most.TotalSeconds:0} s in vain until {what}.\n{evidence?.Invoke()}");
            await ticks.WaitForNextTickAsync(cancel);
        }
    }
}
