using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>The rows that people laid over carriers' code tables. What was once read by a row changes when it is replayed, not before.</summary>
public sealed class CodeRowStore(NpgsqlDataSource database)
{
    private const string Columns = "id, carrier, code, sub, milestone, reason, class, note, by, at, since, replay_id, removed_by, removed_at, removal_id";

    /// <summary>Those in force, in the order in which they were laid.</summary>
    public async Task<IReadOnlyList<StoredCodeRow>> ListAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.code_row where removed_at is null order by id");
        return await ReadAsync(command, cancel);
    }

    /// <summary>One by its id, in force or taken off; null where there is none.</summary>
    public async Task<StoredCodeRow?> FindAsync(long id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.code_row where id = $1");
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>Lays a row over its carrier's table, in the place of one for the same code and sub-code, which is kept as removed; its id.</summary>
    /// <exception cref="ArgumentException">The row has a <see cref="StoredCodeRow.Problem"/>.</exception>
    public async Task<long> LayAsync(StoredCodeRow row, CancellationToken cancel)
    {
        if (row.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(row));
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("""
            update tracking.code_row set removed_at = clock_timestamp(), removed_by = $4, removal_id = $5
            where carrier = $1 and upper(code) = upper($2) and upper(sub) = upper($3) and removed_at is null
            """)
        {
            Parameters = { new() { Value = row.Carrier.Value }, new() { Value = row.Code.Trim() }, new() { Value = row.Sub.Trim() }, new() { Value = row.By }, Number(row.ReplayId) },
        });
        batch.BatchCommands.Add(new("""
            insert into tracking.code_row (carrier, code, sub, milestone, reason, class, note, by, since, replay_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id
            """)
        {
            Parameters =
            {
                new() { Value = row.Carrier.Value },
                new() { Value = row.Code.Trim() },
                new() { Value = row.Sub.Trim() },
                new() { Value = (object?)row.Milestone?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)row.Reason?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = row.Class.ToString() },
                new() { Value = row.Note.Trim() },
                new() { Value = row.By },
                new() { Value = (object?)row.Since ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                Number(row.ReplayId),
            },
        });
        return (long)(await batch.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Takes a row off again; false where it was off already.</summary>
    /// <param name="replay">The replay that does it.</param>
    public async Task<bool> RemoveAsync(long id, long replay, string by, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.code_row set removed_at = clock_timestamp(), removed_by = $2, removal_id = $3 where id = $1 and removed_at is null
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = replay });
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    private static NpgsqlParameter Number(long? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static async Task<IReadOnlyList<StoredCodeRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        var rows = new List<StoredCodeRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(new StoredCodeRow
            {
                Id = reader.GetInt64(0),
                Carrier = new CarrierId(reader.GetString(1)),
                Code = reader.GetString(2),
                Sub = reader.GetString(3),
                Milestone = reader.IsDBNull(4) ? null : Enum.Parse<Milestone>(reader.GetString(4)),
                Reason = reader.IsDBNull(5) ? null : Enum.Parse<Reason>(reader.GetString(5)),
                Class = Enum.Parse<EventClass>(reader.GetString(6)),
                Note = reader.GetString(7),
                By = reader.GetString(8),
                At = reader.GetFieldValue<Instant>(9),
                Since = reader.IsDBNull(10) ? null : reader.GetFieldValue<Instant>(10),
                ReplayId = reader.IsDBNull(11) ? null : reader.GetInt64(11),
                RemovedBy = reader.IsDBNull(12) ? null : reader.GetString(12),
                RemovedAt = reader.IsDBNull(13) ? null : reader.GetFieldValue<Instant>(13),
                RemovalId = reader.IsDBNull(14) ? null : reader.GetInt64(14),
            });
        return rows;
    }
}
