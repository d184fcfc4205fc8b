using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>What buyers answer to "did it arrive?"; a no is found by the rules at once, and so opens a case.</summary>
public sealed class ArrivalStore(NpgsqlDataSource database, Settlement settlement)
{
    /// <summary>Keeps the answer about a parcel; the last one counts.</summary>
    public async Task AnswerAsync(long parcel, bool arrived, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var command = new NpgsqlCommand("update tracking.parcel set arrived = $2, arrived_said_at = clock_timestamp() where id = $1 and arrived is distinct from $2", connection, transaction))
        {
            command.Parameters.Add(new() { Value = parcel });
            command.Parameters.Add(new() { Value = arrived });
            await command.ExecuteNonQueryAsync(cancel);
        }
        await settlement.SettleAsync(connection, transaction, [parcel], cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>What was answered about each of these parcels; those without an answer are left out.</summary>
    public async Task<IReadOnlyDictionary<long, bool>> ListAsync(IReadOnlyCollection<long> parcels, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, arrived from tracking.parcel where id = any($1) and arrived is not null");
        command.Parameters.Add(new() { Value = parcels.ToArray() });
        var answers = new Dictionary<long, bool>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            answers[reader.GetInt64(0)] = reader.GetBoolean(1);
        return answers;
    }
}
