using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Core.Postgres;
using Xunit;

namespace Tracking.Tests.Given;

/// <summary>The data folder of a private cluster that was made and stopped: a copy of it costs a tenth of making one.</summary>
public sealed class MadeCluster : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("tracking-made-").FullName;

    public async ValueTask InitializeAsync()
    {
        await using var cluster = await PrivateCluster.JoinAsync(
            folder, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public async Task CopyToAsync(string other, CancellationToken ct)
    {
        // cp keeps owners and modes, without which PostgreSQL refuses the folder.
        using var copy = Process.Start("cp", ["-a", Path.Combine(folder, "postgres"), Path.Combine(folder, "postgres.password"), other]);
        await copy.WaitForExitAsync(ct);
        Assert.Equal(0, copy.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
