using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>Cases and their audit: what people did, each act with its name and time.</summary>
public sealed class CaseStore(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Columns = "id, parcel_id, incident_id, state, assignee, snoozed_until, opened_at, changed_at, closed_at, version";

    /// <summary>The newest case of a parcel with the audit of all its cases; null where nothing was ever wrong.</summary>
    public Task<CaseHistory?> FindByParcelAsync(long parcelId, CancellationToken cancel) => FindAsync("parcel_id", parcelId, cancel);

    /// <summary>The newest case of an incident with its audit.</summary>
    public Task<CaseHistory?> FindByIncidentAsync(long incidentId, CancellationToken cancel) => FindAsync("incident_id", incidentId, cancel);

    /// <summary>
    /// Does an act and writes the audit in the same commit, unless somebody acted on the case since <paramref name="seen"/>: two
    /// people never overwrite each other.
    /// </summary>
    /// <param name="id">The case.</param>
    /// <param name="seen">The version that the person saw.</param>
    /// <param name="act">What is wanted.</param>
    /// <param name="by">Who wants it, by e-mail address.</param>
    /// <param name="cancel">Ends the wait; what is committed stays.</param>
    public async Task<TriageOutcome> ApplyAsync(long id, int seen, TriageAct act, string by, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await LockAsync(connection, transaction, id, cancel) is not { } held)
            return new TriageOutcome.Absent();
        if (held.Version != seen)
            return await OvertakenAsync(connection, transaction, held, cancel);
        var decision = Triage.Decide(held, act, by, Instant.FromDateTimeOffset(clock.GetUtcNow()));
        if (decision is not TriageDecision.Done done)
            return new TriageOutcome.Refused(((TriageDecision.Refused)decision).Why);
        try
        {
            await WriteAsync(connection, transaction, held, done, by, cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException error) when (error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "work_case_parcel" or "work_case_incident" })
        {
            return new TriageOutcome.Refused("A newer case of it is open: this one stays closed.");
        }
        return new TriageOutcome.Done(done.After);
    }

    private async Task<CaseHistory?> FindAsync(string subject, long id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            select {Columns} from tracking.work_case where {subject} = @id order by id desc limit 1;
            select a.case_id, a.at, a.by, a.act, a.note, a.before::text, a.after::text
            from tracking.case_act a join tracking.work_case c on c.id = a.case_id where c.{subject} = @id order by a.id
            """);
        command.Parameters.AddWithValue("id", id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        var held = ReadCase(reader);
        await reader.NextResultAsync(cancel);
        var acts = new List<CaseAct>();
        while (await reader.ReadAsync(cancel))
            acts.Add(new CaseAct
            {
                CaseId = reader.GetInt64(0),
                At = reader.GetFieldValue<Instant>(1),
                By = reader.GetString(2),
                Act = reader.GetString(3),
                Note = Text(reader, 4),
                Before = Mark(reader, 5),
                After = Mark(reader, 6),
            });
        return new CaseHistory(held, acts);
    }

    private static async Task<Case?> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from tracking.work_case where id = @id for update", connection, transaction);
        command.Parameters.AddWithValue("id", id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? ReadCase(reader) : null;
    }

    private static async Task<TriageOutcome> OvertakenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Case held, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select by, at, act from tracking.case_act where case_id = @id order by id desc limit 1", connection, transaction);
        command.Parameters.AddWithValue("id", held.Id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new TriageOutcome.Overtaken(reader.GetString(0), reader.GetFieldValue<Instant>(1), reader.GetString(2))
            : new TriageOutcome.Overtaken(CaseAct.Rules, held.ChangedAt, "changed");
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Case held, TriageDecision.Done done, string by, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            update tracking.work_case set state = @state, assignee = @assignee, snoozed_until = @snoozed, changed_at = @now, closed_at = @closed, version = @version
            where id = @id;
            insert into tracking.case_act (case_id, at, by, act, note, before, after) values (@id, @now, @by, @act, @note, @before::jsonb, @after::jsonb);
            insert into tracking.outbox (parcel_id, kind, detail, version, at)
            select @parcel, 'case', @act, nextval('tracking.version_seq'), @now where @parcel is not null;
            select pg_notify('tracking_changed', '')
            """, connection, transaction);
        var moved = CaseMark.Of(held) != CaseMark.Of(done.After);
        command.Parameters.AddWithValue("id", held.Id);
        command.Parameters.AddWithValue("state", done.After.State.ToString());
        command.Parameters.Add(Maybe("assignee", NpgsqlDbType.Text, done.After.Assignee));
        command.Parameters.Add(Maybe("snoozed", NpgsqlDbType.TimestampTz, done.After.SnoozedUntil));
        command.Parameters.Add(Maybe("closed", NpgsqlDbType.TimestampTz, done.After.ClosedAt));
        command.Parameters.AddWithValue("now", done.After.ChangedAt);
        command.Parameters.AddWithValue("version", done.After.Version);
        command.Parameters.AddWithValue("by", by);
        command.Parameters.AddWithValue("act", done.Act);
        command.Parameters.Add(Maybe("note", NpgsqlDbType.Text, done.Note));
        command.Parameters.Add(Maybe("before", NpgsqlDbType.Text, moved ? JsonSerializer.Serialize(CaseMark.Of(held), TrackingJson.Options) : null));
        command.Parameters.Add(Maybe("after", NpgsqlDbType.Text, moved ? JsonSerializer.Serialize(CaseMark.Of(done.After), TrackingJson.Options) : null));
        command.Parameters.Add(Maybe("parcel", NpgsqlDbType.Bigint, held.ParcelId));
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static Case ReadCase(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        ParcelId = reader.IsDBNull(1) ? null : reader.GetInt64(1),
        IncidentId = reader.IsDBNull(2) ? null : reader.GetInt64(2),
        State = Enum.Parse<CaseState>(reader.GetString(3)),
        Assignee = Text(reader, 4),
        SnoozedUntil = reader.IsDBNull(5) ? null : reader.GetFieldValue<Instant>(5),
        OpenedAt = reader.GetFieldValue<Instant>(6),
        ChangedAt = reader.GetFieldValue<Instant>(7),
        ClosedAt = reader.IsDBNull(8) ? null : reader.GetFieldValue<Instant>(8),
        Version = reader.GetInt32(9),
    };

    private static CaseMark? Mark(NpgsqlDataReader reader, int column) =>
        Text(reader, column) is { } json ? JsonSerializer.Deserialize<CaseMark>(json, TrackingJson.Options) : null;

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static NpgsqlParameter Maybe(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
