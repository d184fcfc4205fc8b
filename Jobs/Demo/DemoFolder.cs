using Microsoft.Extensions.Configuration;

namespace Tracking.Jobs.Demo;

/// <summary>A data folder that is marked as a demo's, and what every node on it does differently.</summary>
public static class DemoFolder
{
    private const string Mark = "demo";

    public static bool IsMarked(string? folder) => folder is not null && File.Exists(Path.Combine(folder, Mark));

    public static Task MarkAsync(string folder, CancellationToken cancel) =>
        File.WriteAllTextAsync(Path.Combine(folder, Mark), "This folder holds the demo: invented parcels, no real credentials.\n", cancel);

    /// <summary>The demo's journeys move while one watches: its carriers are asked every few seconds instead of every few hours.</summary>
    public static void Hurry(IConfiguration configuration)
    {
        if (configuration["Polling:Pace"] is null)
            configuration["Polling:Pace"] = "0.002";
        // Its buyers do not exist, so nobody sleeps and nobody waits.
        configuration["Mail:GroupSeconds"] ??= "5";
        configuration["Mail:QuietHours"] ??= "";
    }

    /// <summary>The right to run the sandbox of a folder, for one process at a time; null where another has it.</summary>
    public static IDisposable? TryLock(string folder)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        // Who may open the file may hold its lock.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(Path.Combine(folder, "sandbox.lock"), options);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
