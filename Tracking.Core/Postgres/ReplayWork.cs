using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>
/// The work of one replay, in two passes whose progress is committed with what they did. First wires are read again, newest first, each
/// once, and what comes out otherwise is kept aside: of several wires with one statement the newest decides, as it does in the inbox.
/// Then parcels are gone through in order of their ids: what is kept aside is applied, each is settled once, and the difference is
/// kept; a dry run takes the same steps and rolls them back.
/// </summary>
/// <remarks>
/// Readings are made again, statements never. What today's reader says otherwise than before (another code, clock or place as printed)
/// has another key: it is appended as a new statement, and the old one is kept but superseded, on no timeline, until some wire says it
/// again. Superseded is only what the newest wire that carried it does not say any more though it is read and speaks of that number.
/// </remarks>
public sealed partial class ReplayWork
{
    /// <summary>Wires of a batch.</summary>
    public const int WiresAtATime = 200;

    private const int StatementsAtATime = 20_000;
    private const int ParcelsAtATime = 200;

    private readonly NpgsqlDataSource _database;
    private readonly Settlement _settlement;
    private readonly Guid _worker;

    private ReplayWork(NpgsqlDataSource database, Settlement settlement, Guid worker, Replay replay) =>
        (_database, _settlement, _worker, Replay) = (database, settlement, worker, replay);

    /// <summary>As last committed.</summary>
    public Replay Replay { get; private set; }

    /// <summary>
    /// Takes a replay up where it was left; null where it has ended or another worker is at it. One that was begun with other
    /// <paramref name="tables"/> begins anew.
    /// </summary>
    public static async Task<ReplayWork?> TakeUpAsync(NpgsqlDataSource database, Settlement settlement, long id, string tables, CancellationToken cancel)
    {
        var worker = Guid.NewGuid();
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var claim = new NpgsqlCommand("""
            update tracking.replay set lease_by = @worker, lease_until = clock_timestamp() + interval '2 min'
            where id = @id and ended_at is null and (lease_until is null or lease_until < clock_timestamp())
            """, connection, transaction))
        {
            claim.Parameters.AddWithValue("id", id);
            claim.Parameters.AddWithValue("worker", worker);
            if (await claim.ExecuteNonQueryAsync(cancel) == 0)
                return null;
        }
        await using (var anew = new NpgsqlCommand("""
            delete from tracking.replay_reading z using tracking.replay r where z.replay_id = @id and r.id = @id and r.tables is distinct from @tables;
            delete from tracking.replay_snapshot z using tracking.replay r where z.replay_id = @id and r.id = @id and r.tables is distinct from @tables;
            delete from tracking.replay_change z using tracking.replay r where z.replay_id = @id and r.id = @id and r.tables is distinct from @tables;
            update tracking.replay r set tables = @tables, state = 'Reading', cursor_at = clock_timestamp(), cursor_id = 9223372036854775807, cursor_parcel = 0,
              wires = (select count(*) from tracking.wire w where (r.since is null or w.received_at >= r.since) and (r.carrier is null or w.carrier = r.carrier)),
              wires_gone = (select count(distinct s.wire_id) from tracking.statement s
                where s.received_at < coalesce((select min(w.received_at) from tracking.wire w), 'infinity') and (r.carrier is null or s.source = r.carrier)),
              wires_read = 0, wires_unreadable = 0, parcels = 0, parcels_compared = 0, readings_changed = 0, statements_new = 0, statements_superseded = 0,
              timelines_changed = 0, stages_changed = 0, findings_opened = 0, findings_cleared = 0, findings_changed = 0
            where id = @id and r.tables is distinct from @tables
            """, connection, transaction) { CommandTimeout = 600 })
        {
            anew.Parameters.AddWithValue("id", id);
            anew.Parameters.AddWithValue("tables", tables);
            await anew.ExecuteNonQueryAsync(cancel);
        }
        await using var asked = new NpgsqlCommand($"select {ReplayStore.Columns} from tracking.replay where id = @id", connection, transaction);
        asked.Parameters.AddWithValue("id", id);
        var replay = (await ReplayStore.ReadAsync(asked, cancel)).Single();
        await transaction.CommitAsync(cancel);
        return new ReplayWork(database, settlement, worker, replay);
    }

    /// <summary>Does one batch and commits it; false where the replay has ended: done, cancelled, or taken over by another worker.</summary>
    /// <param name="read">What a wire says today; pure.</param>
    /// <param name="cancel">Breaks the batch off: nothing of it is done.</param>
    /// <param name="most">Wires of a batch.</param>
    public async Task<bool> StepAsync(Func<Wire, ReadWire> read, CancellationToken cancel, int most = WiresAtATime)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await using var transaction = await HotPath.BeginAsync(connection, cancel);
        if (await RenewAsync(connection, transaction, cancel) is not { } cancelledBy)
            return false;
        if (cancelledBy.Length > 0)
            await EndAsync(connection, transaction, ReplayState.Cancelled, null, cancel);
        else if (Replay.State is ReplayState.Reading)
            await ReadAsync(connection, transaction, read, most, cancel);
        else
            await CompareAsync(connection, transaction, read, cancel);
        await using (var asked = new NpgsqlCommand($"select {ReplayStore.Columns} from tracking.replay where id = @id", connection, transaction))
        {
            asked.Parameters.AddWithValue("id", Replay.Id);
            Replay = (await ReplayStore.ReadAsync(asked, cancel)).Single();
        }
        await transaction.CommitAsync(cancel);
        return !Replay.HasEnded;
    }

    /// <summary>Lets go of it, so that it can be taken up at once.</summary>
    public async Task LetGoAsync()
    {
        await using var command = _database.CreateCommand("update tracking.replay set lease_until = null where id = $1 and lease_by = $2");
        command.Parameters.Add(new() { Value = Replay.Id });
        command.Parameters.Add(new() { Value = _worker });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Ends it as failed; what is applied stays applied.</summary>
    public async Task FailAsync(string why)
    {
        await using var connection = await _database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        if (await RenewAsync(connection, transaction, CancellationToken.None) is not null)
            await EndAsync(connection, transaction, ReplayState.Failed, why, CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>Who cancelled it, empty where nobody did; null where it is not ours any more.</summary>
    private async Task<string?> RenewAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            update tracking.replay set lease_until = clock_timestamp() + interval '2 min' where id = @id and lease_by = @worker and ended_at is null
            returning coalesce(cancelled_by, '')
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("worker", _worker);
        return (string?)await command.ExecuteScalarAsync(cancel);
    }

    private async Task EndAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ReplayState state, string? why, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            delete from tracking.replay_reading where replay_id = @id;
            delete from tracking.replay_snapshot where replay_id = @id;
            update tracking.replay set state = @state, why = @why, ended_at = clock_timestamp(), lease_until = null where id = @id;
            delete from tracking.quarantine q using tracking.replay r where r.id = @id and not r.dry_run and @state = 'Done'
              and exists (select from tracking.wire_parcel b where b.wire_id = q.wire_id)
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("state", state.ToString());
        command.Parameters.Add(new("why", NpgsqlDbType.Text) { Value = (object?)why ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
