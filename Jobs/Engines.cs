using Hangfire.PostgreSql;
using Npgsql;

namespace Tracking.Jobs;

/// <summary>The schemas of Hangfire and Quartz in our database.</summary>
public static class Engines
{
    public const string HangfireSchema = "hangfire";
    public const string QuartzSchema = "quartz";

    // Any number that nobody else locks in this database.
    private const long Lock = 0x656e_6769_6e65_7300;

    /// <summary>Makes or upgrades Hangfire's tables, and the schema in which Quartz makes its own; one node at a time.</summary>
    public static async Task PrepareAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using (var alone = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { CommandTimeout = 120, Parameters = { new() { Value = Lock } } })
            await alone.ExecuteNonQueryAsync(cancel);
        try
        {
            await using (var schema = new NpgsqlCommand($"create schema if not exists {QuartzSchema}", connection))
                await schema.ExecuteNonQueryAsync(cancel);
            await Task.Run(() => PostgreSqlObjectsInstaller.Install(connection, HangfireSchema), cancel);
        }
        finally
        {
            await using var free = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await free.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>Quartz names no schema of its own: its connections find its tables by their search path.</summary>
    public static string QuartzConnectionString(Database database) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString("tracking-quartz", 8)) { SearchPath = QuartzSchema }.ConnectionString;
}
