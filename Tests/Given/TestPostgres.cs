using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace Tracking.Tests.Given;

/// <summary>One real PostgreSQL for all tests of this assembly, started when the first asks for a database and gone at the end of the run.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    const string Prefix = "tracking-tests-";
    const string Template = "migrated";

    static readonly SemaphoreSlim Starting = new(1);
    static PrivateCluster? cluster;
    static string? folder;
    static int databases;

    /// <summary>A copy of a database that was migrated once.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync(CancellationToken ct)
    {
        var running = await ClusterAsync(ct);
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync(running, $"create database {name} template {Template}", ct);
        return new(
            AddressOf(running, name),
            () => ExecuteAsync(running, $"drop database if exists {name} with (force)", CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<PrivateCluster> ClusterAsync(CancellationToken ct)
    {
        await Starting.WaitAsync(ct);
        try
        {
            if (cluster is null)
            {
                folder ??= Directory.CreateTempSubdirectory(Prefix).FullName;
                var started = await PrivateCluster.JoinAsync(folder, NullLogger.Instance, TimeProvider.System, ct);
                try
                {
                    // This server is never killed: nothing has to be on disk before an answer. What survives a kill is tried on servers of its own.
                    await ExecuteAsync(started, "alter role current_user set synchronous_commit = off", ct);
                    await ExecuteAsync(started, $"create database {Template}", ct);
                    await Migrator.MigrateAsync(AddressOf(started, Template), NullLogger.Instance, ct);
                }
                catch
                {
                    await started.DisposeAsync();
                    Directory.Delete(folder, recursive: true);
                    folder = null;
                    throw;
                }
                cluster = started;
            }
            return cluster;
        }
        finally
        {
            Starting.Release();
        }
    }

    static string AddressOf(PrivateCluster running, string database) =>
        new NpgsqlConnectionStringBuilder(running.ConnectionString) { Database = database, IncludeErrorDetail = true }.ConnectionString;

    static async Task ExecuteAsync(PrivateCluster running, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(running.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
