namespace Tracking.Core.Postgres;

/// <summary>Who uses one data folder: each member holds the operating system's lock on a file of its own, so that a killed one vanishes.</summary>
sealed class FolderMembers(string dataFolder, TimeProvider clock)
{
    readonly string folder = Path.Combine(dataFolder, "members");

    /// <summary>The lock under which members come, go, start and stop the server.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken ct)
    {
        while (true)
        {
            if (TryHold(Path.Combine(dataFolder, "postgres.lock")) is { } held)
            {
                return held;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, ct);
        }
    }

    /// <summary>Joins; under the lock only.</summary>
    public FileStream Enter()
    {
        Directory.CreateDirectory(folder);
        return TryHold(Path.Combine(folder, $"{Environment.ProcessId}-{Guid.NewGuid():N}"))
            ?? throw new IOException($"A new file in {folder} could not be locked.");
    }

    /// <summary>Leaves, and tells whether anybody is left; under the lock only.</summary>
    public bool LeaveToOthers(FileStream mine)
    {
        mine.Dispose();
        var others = false;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            try
            {
                if (TryHold(file) is { } dead)
                {
                    dead.Dispose();
                    File.Delete(file);
                    continue;
                }
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's file: better a server that nobody stops than one stopped under somebody.
            }
            others = true;
        }
        return others;
    }

    static FileStream? TryHold(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            // Who may open the file may hold its lock.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        try
        {
            return new FileStream(file, options);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && File.Exists(file))
        {
            return null;
        }
    }
}
