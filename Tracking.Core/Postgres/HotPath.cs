using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>Transactions of those who work on batches of known rows in tables that grow by thousands a second.</summary>
internal static class HotPath
{
    /// <summary>
    /// Begins one in which every table is read by its keys. Statistics lag behind such tables: the planner takes them for small and would
    /// read them whole, each batch more of them; or it takes what it reads for much, and compiles a plan for longer than it runs. Commands that are prepared are
    /// planned once for a connection, not once a batch.
    /// </summary>
    public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var transaction = await connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand("set local enable_seqscan = off; set local jit = off; set local plan_cache_mode = force_generic_plan", connection, transaction);
        await command.ExecuteNonQueryAsync(cancel);
        return transaction;
    }

    /// <summary>Executes commands one after another in one round trip.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.PrepareAsync(cancel);
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
