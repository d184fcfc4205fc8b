using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>The database of one process: the server that <c>ConnectionStrings:Tracking</c> names, else the private cluster of the data folder.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly PrivateCluster? _cluster;
    private readonly string _connectionString;
    private readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> _bound = new();

    private Database(PrivateCluster? cluster, string connectionString, string? folder)
    {
        _cluster = cluster;
        _connectionString = connectionString;
        Folder = folder;
        Source = Build(ConnectionString("tracking", 25));
    }

    /// <summary>The product's own connections, at most 25.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Connections that see what these shops have and nothing else, at most 10 for each set of shops; of no shop they see nothing.</summary>
    public NpgsqlDataSource SourceFor(IEnumerable<long> shops) => _bound.GetOrAdd(string.Join(',', shops.Distinct().Order()), named => new(() =>
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString("tracking-bound", 10));
        // At the start of the connection, so that no reset between two uses of it takes the bounds off.
        builder.Options += $" -c role=tracking_bound -c tracking.shops={named}";
        return Build(builder.ConnectionString);
    })).Value;

    /// <summary>The data folder; null where a connection string is set and no folder was named.</summary>
    public string? Folder { get; }

    /// <summary>True where this process joined a private cluster.</summary>
    public bool IsPrivate => _cluster is not null;

    /// <summary>Joins or connects; the schema is as it was, see <see cref="Migrator"/>.</summary>
    /// <exception cref="PostgresMissingException">No connection string, and this machine has no fitting PostgreSQL programs.</exception>
    /// <exception cref="InvalidOperationException">The data folder cannot be used; the message says what to do.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static async Task<Database> OpenAsync(IConfiguration configuration, string? data, ILogger logger, TimeProvider clock, CancellationToken cancel)
    {
        if (configuration.GetConnectionString("Tracking") is { Length: > 0 } given)
            return new Database(null, Check(given), data is null ? null : DataFolder.Resolve(data));
        var folder = DataFolder.Resolve(data);
        var cluster = await PrivateCluster.JoinAsync(folder, logger, clock, cancel);
        return new Database(cluster, cluster.ConnectionString, folder);
    }

    /// <summary>The address for a pool of its own, in the settings that no pool may lack.</summary>
    public string ConnectionString(string purpose, int most)
    {
        var builder = new NpgsqlConnectionStringBuilder(_connectionString)
        {
            ApplicationName = purpose,
            MaxPoolSize = most,
            KeepAlive = 15,
        };
        // An acknowledged push must be on disk, and a forgotten transaction must not hold back the vacuum.
        // No query here runs for as long as it takes to compile it.
        builder.Options = $"{builder.Options} -c synchronous_commit=on -c idle_in_transaction_session_timeout=60000 -c jit=off".Trim();
        return builder.ConnectionString;
    }

    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="InvalidOperationException">A migration failed; the message names it.</exception>
    public async Task MigrateAsync(ILoggerFactory log, CancellationToken cancel)
    {
        await Migrator.MigrateAsync(ConnectionString("tracking-migrate", 2), log.CreateLogger(typeof(Migrator)), cancel);
        await Engines.PrepareAsync(Source, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        foreach (var bound in _bound.Values)
            await bound.Value.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private static NpgsqlDataSource Build(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UseNodaTime();
        return builder.Build();
    }

    private static string Check(string given)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(given).ConnectionString;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException("ConnectionStrings:Tracking is no connection string: write it as Host=…;Database=…;Username=…;Password=….", error);
        }
    }
}
