using Npgsql;
using NpgsqlTypes;

namespace Tracking.Core.Postgres;

/// <summary>Writes the audit of people and of what they may; <see cref="AuditStore"/> reads it.</summary>
public sealed class AccessActStore(NpgsqlDataSource database)
{
    public async Task AppendAsync(AccessAct act, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await AppendAsync(connection, act, cancel);
    }

    /// <summary>The same within the transaction of a connection, so that what was done and that it was done are kept together.</summary>
    public static async Task AppendAsync(NpgsqlConnection connection, AccessAct act, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("insert into tracking.access_act (by, act, subject, before, after, why) values ($1, $2, $3, $4, $5, $6)", connection);
        foreach (var text in new[] { act.By, act.Act, act.Subject, act.Before, act.After, act.Why })
            command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
