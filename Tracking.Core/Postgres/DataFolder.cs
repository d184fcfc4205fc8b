namespace Tracking.Core.Postgres;

/// <summary>The folder in which one installation keeps its private cluster, its password and the list of who uses them.</summary>
public static class DataFolder
{
    /// <summary>The full path of the folder asked for, or of the default one; created when absent.</summary>
    /// <remarks>PostgreSQL refuses root, so root's folder lies where PostgreSQL's own user may pass through it.</remarks>
    public static string Resolve(string? asked)
    {
        var folder = string.IsNullOrWhiteSpace(asked) ? Default() : Path.GetFullPath(asked);
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode pass = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return Directory.CreateDirectory(folder, ServerUser.WeAreRoot ? owner | pass : owner).FullName;
    }

    static string Default()
    {
        if (ServerUser.WeAreRoot)
        {
            return "/var/lib/tracking-portal";
        }
        var local = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? Path.Combine(local, "tracking-portal")
            : throw new InvalidOperationException("This user has no home folder: say where the data shall live with --data DIR.");
    }
}
