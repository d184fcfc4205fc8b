using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Core.Postgres;

namespace Tracking.Bench;

/// <summary>How long a process waits for its database: joining a cluster that runs, against making one and starting it.</summary>
public static class ClusterBench
{
    public static async Task<BenchRow> JoinAsync(CancellationToken ct)
    {
        var made = await Median.OfAsync(3, async () =>
        {
            var fresh = Directory.CreateTempSubdirectory("tracking-bench-").FullName;
            try
            {
                await using var cluster = await PrivateCluster.JoinAsync(fresh, NullLogger.Instance, TimeProvider.System, ct);
            }
            finally
            {
                Directory.Delete(fresh, recursive: true);
            }
        });

        var folder = Directory.CreateTempSubdirectory("tracking-bench-").FullName;
        try
        {
            await using var first = await PrivateCluster.JoinAsync(folder, NullLogger.Instance, TimeProvider.System, ct);
            var joined = await Median.OfAsync(15, async () =>
            {
                await using var next = await PrivateCluster.JoinAsync(folder, NullLogger.Instance, TimeProvider.System, ct);
            });
            return new(
                "join a running private cluster, and leave",
                Milliseconds(joined),
                $"initdb, start, stop: {Milliseconds(made)}",
                made / joined);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
