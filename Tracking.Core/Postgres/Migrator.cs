using System.Reflection;
using DbUp;
using DbUp.Engine;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>Brings the schema up to date with the numbered scripts of this build, however many nodes start at once.</summary>
public static class Migrator
{
    const string Folder = "Tracking.Core.Postgres.Migrations.";

    // Any number that nobody else locks in this database.
    const long Lock = 0x7472_6163_6b69_6e67;

    /// <exception cref="InvalidOperationException">A script failed; the scripts before it stay applied.</exception>
    public static async Task MigrateAsync(string connectionString, ILogger logger, CancellationToken ct)
    {
        // Without a pool: a copy of this database (create database … template) needs it free of sessions.
        var address = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(ct);
        await using var alone = new NpgsqlCommand("select pg_advisory_lock($1)", connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = Lock } },
        };
        await alone.ExecuteNonQueryAsync(ct);
        await using var schema = new NpgsqlCommand("create schema if not exists tracking", connection);
        await schema.ExecuteNonQueryAsync(ct);

        var engine = DeployChanges.To
            .PostgresqlDatabase(address)
            .JournalToPostgresqlTable("tracking", "schema_version")
            .WithScripts(Scripts())
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .WithExecutionTimeout(TimeSpan.FromHours(1))
            .LogTo(logger)
            .Build();
        var result = await Task.Run(engine.PerformUpgrade, ct);
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }
    }

    static IEnumerable<SqlScript> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new SqlScript(name[Folder.Length..], reader.ReadToEnd());
        }
    }
}
