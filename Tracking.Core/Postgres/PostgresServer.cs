using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>The server of one private cluster: makes it, starts it, tells whether it lives, stops it. Callers hold the folder's lock.</summary>
sealed partial class PostgresServer
{
    const string Marker = "made-by-tracking-portal";
    const string Name = "tracking";

    // Below the ports that systems hand to outgoing connections: one of those could sit on ours while PostgreSQL is down.
    const int FirstPort = 15_432;
    const int LastPort = 32_000;

    const int Launches = 5;

    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    static readonly TimeSpan PortPatience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan OrphanPatience = TimeSpan.FromSeconds(5);

    readonly string dataFolder;
    readonly string cluster;
    readonly ServerUser user;
    readonly PostgresBinaries binaries;
    readonly string password;
    readonly ILogger logger;
    readonly TimeProvider clock;

    PostgresServer(string dataFolder, ServerUser user, PostgresBinaries binaries, string password, ILogger logger, TimeProvider clock)
    {
        this.dataFolder = dataFolder;
        cluster = ClusterOf(dataFolder);
        this.user = user;
        this.binaries = binaries;
        this.password = password;
        this.logger = logger;
        this.clock = clock;
    }

    /// <summary>The process that was last seen to serve the cluster.</summary>
    public int Process { get; private set; }

    public int Port { get; private set; }

    public string ConnectionString => ConnectionTo(Name, Port).ConnectionString;

    /// <summary>The cluster of this folder, made now when there is none.</summary>
    public static async Task<PostgresServer> GetAsync(string dataFolder, ILogger logger, TimeProvider clock, CancellationToken ct)
    {
        var cluster = ClusterOf(dataFolder);
        RefuseForeign(dataFolder, cluster);
        var made = File.Exists(Path.Combine(cluster, Marker));
        var user = await ServerUser.OfAsync(made ? cluster : null, ct);
        await OpenTheWayAsync(dataFolder, user, ct);
        int? madeBy = made
            ? int.Parse((await File.ReadAllTextAsync(Path.Combine(cluster, "PG_VERSION"), ct)).Trim(), CultureInfo.InvariantCulture)
            : null;
        var binaries = await PostgresBinaries.GetAsync(madeBy, user, ct);
        var password = await PasswordAsync(dataFolder, mustExist: made, ct);
        var server = new PostgresServer(dataFolder, user, binaries, password, logger, clock);
        if (!made)
        {
            await server.MakeAsync(ct);
        }
        return server;
    }

    /// <summary>Whether the process seen last still serves our folder; cheap enough to ask twice a second.</summary>
    public bool IsAlive() => ReadPidFile() is { } told && told.Process == Process && Serves(told.Process);

    /// <summary>Adopts the server that runs, or starts one; returns when it answers.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        string? reason = null;
        for (var launches = 0; launches < Launches && clock.GetElapsedTime(since) < StartLimit;)
        {
            if (ReadPidFile() is { } told && Serves(told.Process))
            {
                if (told.Port is { } port && await AnswersAsync(port, ct))
                {
                    (Process, Port) = (told.Process, port);
                    await KeepPortAsync(port, ct);
                    return;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock, ct);
                continue;
            }
            await OrphansGoneAsync(ct);
            if (OperatingSystem.IsLinux())
            {
                // A zombie or a stranger with the same number makes PostgreSQL believe in this file; we have looked closer.
                File.Delete(Path.Combine(cluster, "postmaster.pid"));
            }
            if (launches++ > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), clock, ct);
            }
            reason = await LaunchAsync(await PortToUseAsync(ct)) ?? reason;
        }
        throw new InvalidOperationException(
            $"PostgreSQL did not start in {cluster}: {reason ?? "it does not answer"}. Its log is in {Path.Combine(cluster, "log")}.");
    }

    /// <summary>Stops the server; sessions are ended, what they committed is kept.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (ReadPidFile() is not { } told || !Serves(told.Process))
        {
            return;
        }
        foreach (var mode in new[] { "fast", "immediate" })
        {
            var done = await ChildProcess.RunAsync(user.Command(binaries.PgCtl, "-D", cluster, "-m", mode, "-w", "-t", "60", "stop"), ct);
            if (done.Succeeded || !Serves(told.Process))
            {
                // pg_ctl waits for the file to go, which is a moment before the processes do.
                await OrphansGoneAsync(ct);
                LogStopped(told.Process);
                return;
            }
            LogDidNotStop(mode, done.Output);
        }
    }

    static string ClusterOf(string dataFolder) => Path.Combine(dataFolder, "postgres");

    static void RefuseForeign(string dataFolder, string cluster)
    {
        if (File.Exists(Path.Combine(dataFolder, "PG_VERSION")))
        {
            throw new InvalidOperationException(
                $"{dataFolder} is a PostgreSQL cluster that this program did not make: choose another folder with --data, or name the server in ConnectionStrings__Tracking.");
        }
        if (Directory.Exists(cluster) && !File.Exists(Path.Combine(cluster, Marker)) && Directory.EnumerateFileSystemEntries(cluster).Any())
        {
            throw new InvalidOperationException(
                $"{cluster} is not empty and was not made by this program, so it is left alone: choose another folder with --data.");
        }
    }

    static async Task OpenTheWayAsync(string dataFolder, ServerUser user, CancellationToken ct)
    {
        if (await user.MayEnterAsync(dataFolder, ct))
        {
            return;
        }
        if (Path.GetDirectoryName(dataFolder) is { } parent && await user.MayEnterAsync(parent, ct) && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dataFolder, File.GetUnixFileMode(dataFolder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            return;
        }
        throw new InvalidOperationException(
            $"PostgreSQL refuses to run as root, and user {user.Name}, who runs it instead, may not enter {dataFolder}: choose a folder outside of root's home with --data, such as /var/lib/tracking-portal.");
    }

    static async Task<string> PasswordAsync(string dataFolder, bool mustExist, CancellationToken ct)
    {
        var file = Path.Combine(dataFolder, "postgres.password");
        if (File.Exists(file) && (await File.ReadAllTextAsync(file, ct)).Trim() is { Length: > 0 } kept)
        {
            return kept;
        }
        if (mustExist)
        {
            throw new InvalidOperationException($"{file} is gone, and without it nobody can open the private cluster beside it: bring it back.");
        }
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await WritePrivatelyAsync(file, password, ct);
        return password;
    }

    static async Task WritePrivatelyAsync(string file, string text, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        await using var writer = new StreamWriter(file, options);
        await writer.WriteAsync(text.AsMemory(), ct);
    }

    /// <summary>Made aside and moved in whole, so that a kill in between leaves no half cluster.</summary>
    async Task MakeAsync(CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        // A name of its own: the initdb of a killed process may still be at work on the last one.
        var aside = Path.Combine(dataFolder, $"postgres.new-{Environment.ProcessId}-{clock.GetTimestamp()}");
        var secret = aside + ".password";
        DropUnfinished();
        Directory.CreateDirectory(aside);
        await user.GiveAsync(aside, ct);
        await WritePrivatelyAsync(secret, password, ct);
        await user.GiveAsync(secret, ct);
        var done = await ChildProcess.RunAsync(
            user.Command(
                binaries.Initdb, "-D", aside, "-U", Name, $"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
            ct);
        File.Delete(secret);
        if (!done.Succeeded)
        {
            throw new InvalidOperationException($"initdb could not make a cluster in {aside}: {done.Output}");
        }
        await File.WriteAllTextAsync(Path.Combine(aside, Marker), "The tracking portal made this cluster, and starts and stops it.\n", ct);
        await user.GiveAsync(Path.Combine(aside, Marker), ct);
        if (Directory.Exists(cluster))
        {
            Directory.Delete(cluster);
        }
        Directory.Move(aside, cluster);
        LogMade(cluster, binaries.Major, (long)clock.GetElapsedTime(since).TotalMilliseconds);
    }

    void DropUnfinished()
    {
        foreach (var left in new DirectoryInfo(dataFolder).EnumerateFileSystemInfos("postgres.new-*").ToList())
        {
            try
            {
                if (left is DirectoryInfo folder)
                {
                    folder.Delete(recursive: true);
                }
                else
                {
                    left.Delete();
                }
            }
            catch (IOException)
            {
                // Still written to by what a killed process left behind: it goes the next time.
            }
        }
    }

    /// <summary>Null when it started, else why not.</summary>
    /// <remarks>Not to be cancelled: a server launched half would run without anybody who stops it.</remarks>
    async Task<string?> LaunchAsync(int port)
    {
        List<string> settings =
        [
            "listen_addresses=127.0.0.1",
            "synchronous_commit=on",
            "fsync=on",
            "full_page_writes=on",
            "idle_in_transaction_session_timeout=60s",
            "max_connections=200",
            "shared_buffers=256MB",
            "logging_collector=on",
            "log_directory=log",
            "log_filename=postgresql-%a.log",
            "log_truncate_on_rotation=on",
            "log_rotation_age=1d",
            "log_rotation_size=0",
        ];
        if (!OperatingSystem.IsWindows())
        {
            settings.Add("unix_socket_directories=''");
        }
        var since = clock.GetTimestamp();
        var options = $"-p {port} {string.Join(' ', settings.Select(s => $"-c {s}"))}";
        var logged = Logs().ToDictionary(f => f.FullName, f => f.Length);
        var done = await ChildProcess.RunAsync(
            user.Command(binaries.PgCtl, "-D", cluster, "-l", Path.Combine(cluster, "start.log"), "-o", options, "-w", "-t", "60", "start"),
            CancellationToken.None);
        if (done.Succeeded)
        {
            LogStarted(cluster, port, (long)clock.GetElapsedTime(since).TotalMilliseconds);
            return null;
        }
        var reason = await LastWordsAsync(logged) ?? done.Output;
        LogDidNotStart(cluster, reason);
        return reason;
    }

    /// <summary>The port of last time; another one only when a stranger holds it and does not let go.</summary>
    async Task<int> PortToUseAsync(CancellationToken ct)
    {
        var file = Path.Combine(dataFolder, "postgres.port");
        if (File.Exists(file) && int.TryParse(await File.ReadAllTextAsync(file, ct), CultureInfo.InvariantCulture, out var kept))
        {
            // Nobody waits on the old port before the first start; after it, all who are connected do.
            var patience = Process == 0 ? TimeSpan.Zero : PortPatience;
            var since = clock.GetTimestamp();
            do
            {
                if (IsFree(kept))
                {
                    return kept;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(200), clock, ct);
            }
            while (clock.GetElapsedTime(since) < patience);
            LogPortTaken(kept);
        }
        int port;
        do
        {
            port = RandomNumberGenerator.GetInt32(FirstPort, LastPort);
        }
        while (!IsFree(port));
        return port;
    }

    async Task KeepPortAsync(int port, CancellationToken ct)
    {
        var file = Path.Combine(dataFolder, "postgres.port");
        var text = port.ToString(CultureInfo.InvariantCulture);
        if (!File.Exists(file) || await File.ReadAllTextAsync(file, ct) != text)
        {
            await File.WriteAllTextAsync(file, text, ct);
        }
    }

    static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    NpgsqlConnectionStringBuilder ConnectionTo(string database, int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database,
        Username = Name,
        Password = password,
    };

    /// <summary>Whether our own server answers there; the product's database is made on the way.</summary>
    async Task<bool> AnswersAsync(int port, CancellationToken ct)
    {
        var address = ConnectionTo("postgres", port);
        (address.Pooling, address.Timeout) = (false, 5);
        try
        {
            await using var connection = new NpgsqlConnection(address.ConnectionString);
            await connection.OpenAsync(ct);
            await using var ask = new NpgsqlCommand($"select 1 from pg_database where datname = '{Name}'", connection);
            if (await ask.ExecuteScalarAsync(ct) is null)
            {
                await using var make = new NpgsqlCommand($"create database {Name}", connection);
                await make.ExecuteNonQueryAsync(ct);
            }
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new InvalidOperationException(
                $"{Path.Combine(dataFolder, "postgres.password")} is not the password of the private cluster beside it: bring the right one back.", e);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    (int Process, int? Port)? ReadPidFile()
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(cluster, "postmaster.pid"));
            return lines.Length > 0 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var process)
                ? (process, lines.Length > 3 && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port) ? port : null)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A number in postmaster.pid proves nothing: it may be a zombie's, or have been given to another process since.</summary>
    bool Serves(int process)
    {
        if (OperatingSystem.IsLinux())
        {
            return IsPostmaster(process) && FolderOf(process) == RealCluster();
        }
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return found.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // A child of the server rewrites its command line to one text, "postgres: checkpointer"; the server keeps its arguments.
    static bool IsPostmaster(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0') is [var program, "-D", ..]
                && Path.GetFileName(program) is "postgres" or "postmaster";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string? FolderOf(int process)
    {
        try
        {
            return new DirectoryInfo($"/proc/{process}/cwd").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    string? RealCluster()
    {
        using var marker = File.OpenHandle(Path.Combine(cluster, Marker));
        return Path.GetDirectoryName(new FileInfo($"/proc/self/fd/{marker.DangerousGetHandle()}").LinkTarget);
    }

    /// <summary>Waits for what is left of a server that ended: two servers on one cluster would destroy it.</summary>
    async Task OrphansGoneAsync(CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        var since = clock.GetTimestamp();
        while (Orphans() is { Count: > 0 } orphans)
        {
            if (clock.GetElapsedTime(since) > OrphanPatience)
            {
                foreach (var orphan in orphans)
                {
                    Kill(orphan);
                }
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, ct);
        }
    }

    List<int> Orphans()
    {
        var real = RealCluster();
        return
        [
            .. Directory.EnumerateDirectories("/proc")
                .Select(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out var n) ? n : 0)
                .Where(n => n > 0 && FolderOf(n) == real && IsPostgres(n)),
        ];
    }

    static bool IsPostgres(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains("postgres", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    void Kill(int orphan)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(orphan);
            process.Kill();
            LogOrphanKilled(orphan);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            LogOrphanLeft(orphan, e.Message);
        }
    }

    List<FileInfo> Logs()
    {
        var logs = new DirectoryInfo(Path.Combine(cluster, "log"));
        return [.. new[] { new FileInfo(Path.Combine(cluster, "start.log")) }.Concat(logs.Exists ? logs.EnumerateFiles() : []).Where(f => f.Exists)];
    }

    /// <summary>The last FATAL that was logged beyond these lengths: every orderly stop leaves older ones.</summary>
    async Task<string?> LastWordsAsync(Dictionary<string, long> logged)
    {
        string? last = null;
        foreach (var log in Logs())
        {
            await using var stream = new FileStream(log.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            stream.Seek(Math.Min(logged.GetValueOrDefault(log.FullName), stream.Length), SeekOrigin.Begin);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { } line)
            {
                last = line.Contains("FATAL:", StringComparison.Ordinal) ? line : last;
            }
        }
        return last;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Made a private PostgreSQL {Major} cluster in {Cluster} in {Milliseconds} ms")]
    partial void LogMade(string cluster, int major, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Started PostgreSQL in {Cluster} on port {Port} in {Milliseconds} ms")]
    partial void LogStarted(string cluster, int port, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL did not start in {Cluster}: {Reason}")]
    partial void LogDidNotStart(string cluster, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Port {Port} is taken by another program: PostgreSQL gets a new one")]
    partial void LogPortTaken(int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped PostgreSQL, process {Process}")]
    partial void LogStopped(int process);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL did not stop in mode {Mode}: {Reason}")]
    partial void LogDidNotStop(string mode, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Killed process {Orphan}, left over from a PostgreSQL that died")]
    partial void LogOrphanKilled(int orphan);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Process {Orphan}, left over from a PostgreSQL that died, could not be killed: {Reason}")]
    partial void LogOrphanLeft(int orphan, string reason);
}
