using Npgsql;

namespace Tracking.EndToEnd.Given;

/// <summary>The database of a running demo, for what no story can bring about through its pages.</summary>
public static class DemoDatabase
{
    public static async Task<NpgsqlConnection> OpenAsync(PortalProcess portal, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(await File.ReadAllTextAsync(Path.Combine(portal.Data, "postgres.port"), cancel)),
            Database = "tracking",
            Username = "tracking",
            Password = (await File.ReadAllTextAsync(Path.Combine(portal.Data, "postgres.password"), cancel)).Trim(),
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }
}
