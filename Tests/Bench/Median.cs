using System.Diagnostics;

namespace Tracking.Bench;

/// <summary>The middle of several timings of the same thing: one slow outlier of a busy machine does not move it.</summary>
public static class Median
{
    public static async Task<TimeSpan> OfAsync(int times, Func<Task> work)
    {
        var taken = new List<TimeSpan>(times);
        for (var time = 0; time < times; time++)
        {
            var since = Stopwatch.GetTimestamp();
            await work();
            taken.Add(Stopwatch.GetElapsedTime(since));
        }
        taken.Sort();
        return taken[times / 2];
    }
}
