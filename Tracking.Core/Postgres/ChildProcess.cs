using System.Diagnostics;

namespace Tracking.Core.Postgres;

/// <summary>Runs a program to its end and gives back what it said.</summary>
static class ChildProcess
{
    public readonly record struct Outcome(int Status, string Output)
    {
        public bool Succeeded => Status == 0;
    }

    public static async Task<Outcome> RunAsync(IReadOnlyList<string> command, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            // The user who runs PostgreSQL may not be allowed to stand in our own folder.
            WorkingDirectory = OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/",
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }
        start.Environment["LC_ALL"] = "C";

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        process.StandardInput.Close();
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        // A server that it left behind may hold the pipes open for ever: what was said by now has to do.
        await Task.WhenAny(said, Task.Delay(TimeSpan.FromSeconds(1), ct));
        return new(process.ExitCode, said.IsCompletedSuccessfully ? string.Concat(await said).Trim() : "");
    }
}
