using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>Replays: asked for, watched, cancelled, and kept with what they changed. One runs at a time; the work itself is in <see cref="ReplayWork"/>.</summary>
public sealed class ReplayStore(NpgsqlDataSource database)
{
    /// <summary>So many changed parcels are kept with their lines; all are kept with their stage and findings.</summary>
    public const int MostExamples = 1000;

    internal const string Columns = """
        id, asked_by, asked_at, since, carrier, dry_run, proposed::text, state, wires, wires_read, wires_unreadable, wires_gone, parcels, parcels_compared,
        readings_changed, statements_new, statements_superseded, timelines_changed, stages_changed, findings_opened, findings_cleared, findings_changed,
        cancelled_by, why, ended_at, coalesce(lease_until > clock_timestamp(), false)
        """;

    /// <summary>Asks for a replay; null where another has not ended.</summary>
    /// <exception cref="ArgumentException">Code rows are proposed for something else than a dry run, or one of them is wrong.</exception>
    public async Task<Replay?> AskAsync(ReplayRequest request, CancellationToken cancel)
    {
        if (request.Proposed.Count > 0 && !request.DryRun)
            throw new ArgumentException("Code rows are tried out by a dry run; lay them over the table before they are applied.", nameof(request));
        if (request.Proposed.Select(row => row.Problem()).FirstOrDefault(problem => problem is not null) is { } wrong)
            throw new ArgumentException(wrong, nameof(request));
        await using var command = database.CreateCommand($"""
            insert into tracking.replay (asked_by, since, carrier, dry_run, proposed) values (@by, @since, @carrier, @dry, @proposed::jsonb)
            on conflict do nothing returning {Columns}
            """);
        command.Parameters.AddWithValue("by", request.By);
        command.Parameters.Add(new("since", NpgsqlDbType.TimestampTz) { Value = (object?)request.Since ?? DBNull.Value });
        command.Parameters.Add(new("carrier", NpgsqlDbType.Text) { Value = (object?)request.Carrier?.Value ?? DBNull.Value });
        command.Parameters.AddWithValue("dry", request.DryRun);
        command.Parameters.AddWithValue("proposed", JsonSerializer.Serialize(request.Proposed, TrackingJson.Options));
        return (await ReadAsync(command, cancel)).SingleOrDefault();
    }

    public async Task<Replay?> FindAsync(long id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.replay where id = $1");
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>The one that has not ended; null where there is none.</summary>
    public async Task<Replay?> FindRunningAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.replay where ended_at is null");
        return (await ReadAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Replay>> ListAsync(int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.replay order by id desc limit $1");
        command.Parameters.Add(new() { Value = most });
        return await ReadAsync(command, cancel);
    }

    /// <summary>Ends it: at once where nobody works on it, else before its next batch. What is applied stays applied. False where it had ended.</summary>
    public async Task<bool> CancelAsync(long id, string by, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with cancelled as (
              update tracking.replay set cancelled_by = @by,
                state = case when lease_until > clock_timestamp() then state else 'Cancelled' end,
                ended_at = case when lease_until > clock_timestamp() then null else clock_timestamp() end
              where id = @id and ended_at is null returning id, ended_at),
            swept as (delete from tracking.replay_reading z using cancelled c where z.replay_id = c.id and c.ended_at is not null),
            swept_too as (delete from tracking.replay_snapshot z using cancelled c where z.replay_id = c.id and c.ended_at is not null)
            select count(*) from cancelled
            """);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("by", by);
        return (long)(await command.ExecuteScalarAsync(cancel))! == 1;
    }

    /// <summary>The parcels that come out otherwise, in order of their ids, after one.</summary>
    public async Task<IReadOnlyList<ReplayChange>> ListChangesAsync(long id, long after, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select c.parcel_id, (select l.number from tracking.leg l where l.parcel_id = c.parcel_id order by l.detached_at is not null, l.id limit 1),
              c.stage_before, c.stage_after, c.findings, c.lines::text
            from tracking.replay_change c where c.replay_id = @id and c.parcel_id > @after order by c.parcel_id limit @most
            """);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("most", most);
        var changes = new List<ReplayChange>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            changes.Add(new ReplayChange(reader.GetInt64(0), Text(reader, 1), Text(reader, 2), Text(reader, 3), reader.GetFieldValue<string[]>(4),
                Text(reader, 5) is { } lines ? JsonSerializer.Deserialize<List<LineChange>>(lines, TrackingJson.Options) : null));
        return changes;
    }

    internal static async Task<IReadOnlyList<Replay>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        var replays = new List<Replay>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            replays.Add(new Replay
            {
                Id = reader.GetInt64(0),
                Request = new ReplayRequest
                {
                    By = reader.GetString(1),
                    Since = reader.IsDBNull(3) ? null : reader.GetFieldValue<Instant>(3),
                    Carrier = Text(reader, 4) is { } carrier ? new CarrierId(carrier) : null,
                    DryRun = reader.GetBoolean(5),
                    Proposed = JsonSerializer.Deserialize<List<StoredCodeRow>>(reader.GetString(6), TrackingJson.Options)!,
                },
                AskedAt = reader.GetFieldValue<Instant>(2),
                State = Enum.Parse<ReplayState>(reader.GetString(7)),
                Wires = reader.GetInt64(8),
                WiresRead = reader.GetInt64(9),
                WiresUnreadable = reader.GetInt64(10),
                WiresGone = reader.GetInt64(11),
                Parcels = reader.GetInt64(12),
                ParcelsCompared = reader.GetInt64(13),
                ReadingsChanged = reader.GetInt64(14),
                StatementsNew = reader.GetInt64(15),
                StatementsSuperseded = reader.GetInt64(16),
                TimelinesChanged = reader.GetInt64(17),
                StagesChanged = reader.GetInt64(18),
                FindingsOpened = reader.GetInt64(19),
                FindingsCleared = reader.GetInt64(20),
                FindingsChanged = reader.GetInt64(21),
                CancelledBy = Text(reader, 22),
                Why = Text(reader, 23),
                EndedAt = reader.IsDBNull(24) ? null : reader.GetFieldValue<Instant>(24),
                IsAtWork = reader.IsDBNull(24) && reader.GetBoolean(25),
            });
        return replays;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
