using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>Views of the queue that people saved, their own and shared ones.</summary>
public sealed class SavedViewStore(NpgsqlDataSource database)
{
    /// <summary>The longest name.</summary>
    public const int NameLength = 60;

    /// <summary>One's own and what others share, by name.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(string person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, owner, name, query, shared from tracking.queue_view where owner = $1 or shared order by lower(name), id");
        command.Parameters.Add(new() { Value = person });
        var views = new List<SavedView>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            views.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetBoolean(4)));
        return views;
    }

    /// <summary>Saves a view; one of the same name and owner becomes this one.</summary>
    public async Task SaveAsync(string owner, string name, string query, bool shared, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into tracking.queue_view (owner, name, query, shared, at) values ($1, $2, $3, $4, now())
            on conflict (owner, name) do update set query = excluded.query, shared = excluded.shared, shops = excluded.shops, at = excluded.at
            """);
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = name.Trim() });
        command.Parameters.Add(new() { Value = query });
        command.Parameters.Add(new() { Value = shared });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Forgets a view; only its owner can.</summary>
    public async Task RemoveAsync(long id, string owner, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("delete from tracking.queue_view where id = $1 and owner = $2");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = owner });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
