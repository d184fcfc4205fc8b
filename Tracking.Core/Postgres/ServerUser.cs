namespace Tracking.Core.Postgres;

/// <summary>The user as whom PostgreSQL runs: ourselves, or somebody lesser when we are root, whom PostgreSQL refuses.</summary>
sealed class ServerUser
{
    static readonly string[] SystemFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];

    readonly IReadOnlyList<string> prefix;
    readonly string? owner;

    ServerUser(string name, IReadOnlyList<string> prefix, string? owner)
    {
        Name = name;
        this.prefix = prefix;
        this.owner = owner;
    }

    public static bool WeAreRoot { get; } = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    public string Name { get; }

    /// <summary>The owner of an existing cluster; for a new one postgres, or nobody where there is no such user.</summary>
    public static async Task<ServerUser> OfAsync(string? clusterFolder, CancellationToken ct)
    {
        if (!WeAreRoot)
        {
            return new(Environment.UserName, [], null);
        }
        if (clusterFolder is not null)
        {
            var format = OperatingSystem.IsMacOS() ? new[] { "-f", "%u %g" } : ["-c", "%u %g"];
            var told = await ChildProcess.RunAsync(["stat", .. format, clusterFolder], ct);
            if (told.Succeeded && told.Output.Split(' ') is [not "0", _] ids)
            {
                return As(ids[0], ids[0], ids[1]);
            }
        }
        foreach (var name in new[] { "postgres", "_postgres", "nobody" })
        {
            var user = await ChildProcess.RunAsync(["id", "-u", name], ct);
            var group = await ChildProcess.RunAsync(["id", "-g", name], ct);
            if (user.Succeeded && group.Succeeded)
            {
                return As(name, user.Output, group.Output);
            }
        }
        throw new InvalidOperationException(
            "PostgreSQL refuses to run as root and this machine has neither a user postgres nor nobody: run as an ordinary user.");
    }

    public IReadOnlyList<string> Command(params IEnumerable<string> command) => [.. prefix, .. command];

    /// <summary>Gives a folder or file to this user; nothing to do when it is ourselves.</summary>
    public async Task GiveAsync(string path, CancellationToken ct)
    {
        if (owner is null)
        {
            return;
        }
        var done = await ChildProcess.RunAsync(["chown", "-R", owner, path], ct);
        if (!done.Succeeded)
        {
            throw new InvalidOperationException($"{path} could not be given to user {Name}: {done.Output}");
        }
    }

    /// <summary>Whether this user may enter the folder, or execute the file.</summary>
    public async Task<bool> MayEnterAsync(string path, CancellationToken ct) =>
        owner is null || (await ChildProcess.RunAsync(Command("test", "-x", path), ct)).Succeeded;

    static ServerUser As(string name, string user, string group)
    {
        string? Tool(string tool) => SystemFolders.Select(f => Path.Combine(f, tool)).FirstOrDefault(File.Exists);
        IReadOnlyList<string> prefix =
            Tool("setpriv") is { } setpriv ? [setpriv, $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"]
            : Tool("sudo") is { } sudo ? [sudo, "-n", "-u", $"#{user}", "-g", $"#{group}", "--"]
            : throw new InvalidOperationException(
                "PostgreSQL refuses to run as root and neither setpriv nor sudo is here to run it as another user: run as an ordinary user.");
        return new(name, prefix, $"{user}:{group}");
    }
}
