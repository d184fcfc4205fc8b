using Npgsql;

namespace Tracking.Tests.Given;

/// <summary>A migrated and otherwise empty database of one test's own; dropped when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    readonly Func<Task> drop;

    internal TestDatabase(string connectionString, Func<Task> drop)
    {
        ConnectionString = connectionString;
        this.drop = drop;
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UseNodaTime();
        DataSource = builder.Build();
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await drop();
    }
}
