using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Postgres;

public sealed class MigratorTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_test_gets_a_database_of_its_own()
    {
        await using var one = await TestPostgres.CreateDatabaseAsync(Ct);
        await using var two = await TestPostgres.CreateDatabaseAsync(Ct);
        await using var make = one.DataSource.CreateCommand("create table only_here (n int)");
        await make.ExecuteNonQueryAsync(Ct);
        await using var ask = two.DataSource.CreateCommand("select to_regclass('only_here') is null");
        Assert.Equal(true, await ask.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_migrate_once_and_a_second_time_changes_nothing()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Ct);
        await using var fresh = database.DataSource.CreateCommand("create database fresh");
        await fresh.ExecuteNonQueryAsync(Ct);
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "fresh", Pooling = false }.ConnectionString;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.MigrateAsync(address, NullLogger.Instance, Ct)));
            var migrated = await TablesAsync(address);
            await Migrator.MigrateAsync(address, NullLogger.Instance, Ct);
            Assert.Equal(migrated, await TablesAsync(address));
        }
        finally
        {
            await using var drop = database.DataSource.CreateCommand("drop database fresh with (force)");
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    static async Task<object?> TablesAsync(string address)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var ask = source.CreateCommand("select array_agg(tablename::text order by tablename) from pg_tables where schemaname = 'tracking'");
        return await ask.ExecuteScalarAsync(Ct);
    }
}
