using Microsoft.Extensions.Logging;

namespace Tracking.Core.Postgres;

/// <summary>A PostgreSQL of our own in the data folder, shared by every process that is given the same folder: the first starts it, the last to leave stops it.</summary>
public sealed partial class PrivateCluster : IAsyncDisposable
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LeaveLimit = TimeSpan.FromMinutes(3);

    readonly FolderMembers members;
    readonly FileStream membership;
    readonly PostgresServer server;
    readonly ILogger logger;
    readonly TimeProvider clock;
    readonly CancellationTokenSource leaving = new();
    readonly Task watch;
    int left;

    PrivateCluster(FolderMembers members, FileStream membership, PostgresServer server, ILogger logger, TimeProvider clock)
    {
        this.members = members;
        this.membership = membership;
        this.server = server;
        this.logger = logger;
        this.clock = clock;
        ConnectionString = server.ConnectionString;
        watch = Task.Run(() => WatchAsync(leaving.Token), CancellationToken.None);
    }

    /// <summary>The same for as long as the cluster lives, unless a stranger took its port while PostgreSQL was down.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>Joins the cluster of this folder; makes it and starts it as needed, and returns when it answers.</summary>
    /// <exception cref="PostgresMissingException">This machine has no fitting PostgreSQL programs.</exception>
    /// <exception cref="InvalidOperationException">The folder is not ours, or PostgreSQL does not start in it; the message says what to do.</exception>
    public static async Task<PrivateCluster> JoinAsync(string dataFolder, ILogger logger, TimeProvider clock, CancellationToken ct)
    {
        var folder = DataFolder.Resolve(dataFolder);
        var members = new FolderMembers(folder, clock);
        using var alone = await LockAsync(members, folder, ct);
        var server = await PostgresServer.GetAsync(folder, logger, clock, ct);
        var membership = members.Enter();
        try
        {
            await server.StartAsync(ct);
        }
        catch
        {
            if (!members.LeaveToOthers(membership))
            {
                await server.StopAsync(CancellationToken.None);
            }
            throw;
        }
        return new(members, membership, server, logger, clock);
    }

    /// <summary>Leaves; the last one stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref left, 1) == 1)
        {
            return;
        }
        await leaving.CancelAsync();
        await watch;
        leaving.Dispose();
        using var limit = new CancellationTokenSource(LeaveLimit, clock);
        using var alone = await members.LockAsync(limit.Token);
        if (!members.LeaveToOthers(membership))
        {
            await server.StopAsync(limit.Token);
        }
    }

    static async Task<IDisposable> LockAsync(FolderMembers members, string folder, CancellationToken ct)
    {
        try
        {
            return await members.LockAsync(ct);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOperationException(
                $"{folder} belongs to another user: run as that user, or choose another folder with --data.", e);
        }
    }

    async Task WatchAsync(CancellationToken ct)
    {
        var rest = Glance;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(rest, clock, ct);
                if (server.IsAlive())
                {
                    rest = Glance;
                    continue;
                }
                using var alone = await members.LockAsync(ct);
                LogDied(server.Process);
                await server.StartAsync(ct);
                ConnectionString = server.ConnectionString;
                LogBack(server.Process, server.Port);
                rest = Glance;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is, giving up would leave every member without a database.
                rest = rest * 2 < LongestRest ? rest * 2 : LongestRest;
                LogStillDown(e, rest.TotalSeconds);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL, process {Process}, died: starting it again")]
    partial void LogDied(int process);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL is back, process {Process} on port {Port}")]
    partial void LogBack(int process, int port);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL is down and could not be started; trying again in {Seconds} s")]
    partial void LogStillDown(Exception reason, double seconds);
}
