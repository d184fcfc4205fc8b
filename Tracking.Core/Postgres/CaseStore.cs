using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>Cases and their audit: what people did, each act with its name and time.</summary>
public sealed class CaseStore(NpgsqlDataSource database, TimeProvider clock)
{
    internal const string Columns = "id, parcel_id, incident_id, state, assignee, snoozed_until, opened_at, changed_at, closed_at, version, wake_on, due_at, escalated_at";

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
        if ((await LockAsync(connection, transaction, [id], cancel)).SingleOrDefault() is not { } held)
            return new TriageOutcome.Absent();
        if (held.Version != seen)
            return await OvertakenAsync(connection, transaction, held, cancel);
        var decision = Triage.Decide(held, act, by, Now);
        if (decision is not TriageDecision.Done done)
            return new TriageOutcome.Refused(((TriageDecision.Refused)decision).Why);
        var stroke = Guid.CreateVersion7();
        try
        {
            await WriteAsync(connection, transaction, [(held, done)], by, stroke, cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException error) when (IsBesideNewer(error))
        {
            return new TriageOutcome.Refused(BesideNewer);
        }
        return new TriageOutcome.Done(done.After, stroke);
    }

    /// <summary>What one act would do to many cases, as <see cref="ApplyAllAsync"/> would do it now; writes nothing.</summary>
    public async Task<StrokeOutcome> PreviewAsync(IReadOnlyDictionary<long, int> seen, TriageAct act, string by, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        return Decide(await LockAsync(connection, transaction, [.. seen.Keys], cancel), seen, _ => act, by).Outcome;
    }

    /// <summary>Those of these cases whose parcels belong to none of these shops: whoever is bound to the shops does not see them, nor works an incident's.</summary>
    public async Task<IReadOnlySet<long>> ListBeyondAsync(IReadOnlyCollection<long> ids, IReadOnlyCollection<long> shops, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select c.id from tracking.work_case c where c.id = any(@ids) and not exists (
              select from tracking.purchase_parcel b join tracking.purchase o on o.id = b.purchase_id where b.parcel_id = c.parcel_id and o.shop_id = any(@shops))
            """);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        command.Parameters.AddWithValue("shops", shops.ToArray());
        var beyond = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            beyond.Add(reader.GetInt64(0));
        return beyond;
    }

    /// <summary>Does one act to many cases at one stroke, in one commit; those that it cannot be done to, or that changed since they were seen, are left and told.</summary>
    /// <param name="seen">The version that the person saw of each case.</param>
    public Task<StrokeOutcome> ApplyAllAsync(IReadOnlyDictionary<long, int> seen, TriageAct act, string by, CancellationToken cancel) =>
        StrikeAsync(seen, _ => act, by, cancel);

    /// <summary>Takes back what somebody did at one stroke; cases to which anything has happened since are left and told.</summary>
    public async Task<StrokeOutcome> UndoAsync(Guid stroke, string by, CancellationToken cancel)
    {
        var (seen, acts) = (new Dictionary<long, int>(), new Dictionary<long, TriageAct>());
        await using (var command = database.CreateCommand("select case_id, version, before::text, act from tracking.case_act where stroke = @stroke and by = @by and before is not null"))
        {
            command.Parameters.AddWithValue("stroke", stroke);
            command.Parameters.AddWithValue("by", by);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                seen[reader.GetInt64(0)] = reader.GetInt32(1);
                acts[reader.GetInt64(0)] = new TriageAct.Undo(Mark(reader, 2)!, reader.GetString(3));
            }
        }
        return seen.Count == 0 ? new StrokeOutcome(stroke, [], [new("There is nothing to take back.", 0)]) : await StrikeAsync(seen, held => acts[held.Id], by, cancel);
    }

    /// <summary>What the rules and others did lately to the cases that somebody holds, newest first, as far as they have not seen it.</summary>
    public async Task<IReadOnlyList<ToldAct>> ListForAsync(string person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select a.id, a.case_id, c.parcel_id, a.at, a.by, a.act, a.note,
                   (select l.number from tracking.leg l where l.parcel_id = c.parcel_id and l.detached_at is null order by l.role = 'LastMile' desc, l.id desc limit 1)
            from tracking.work_case c join tracking.case_act a on a.case_id = c.id
            where c.assignee = @person and a.by <> @person and a.at > @since and a.act <> 'opened'
              and a.id > coalesce((select s.act_id from tracking.seen_act s where s.person = @person), 0)
            order by a.id desc limit 50
            """);
        command.Parameters.AddWithValue("person", person);
        command.Parameters.AddWithValue("since", Now - Duration.FromDays(14));
        var told = new List<ToldAct>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            told.Add(new ToldAct(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.GetFieldValue<Instant>(3), reader.GetString(4), reader.GetString(5), Text(reader, 6), Text(reader, 7)));
        return told;
    }

    /// <summary>Somebody has seen all that is told to them until now.</summary>
    public async Task SeenAsync(string person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into tracking.seen_act (person, act_id) select @person, coalesce(max(id), 0) from tracking.case_act
            on conflict (person) do update set act_id = greatest(tracking.seen_act.act_id, excluded.act_id)
            """);
        command.Parameters.AddWithValue("person", person);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    private async Task<StrokeOutcome> StrikeAsync(IReadOnlyDictionary<long, int> seen, Func<Case, TriageAct> act, string by, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (outcome, done) = Decide(await LockAsync(connection, transaction, [.. seen.Keys], cancel), seen, act, by);
        if (done.Count == 0)
            return outcome;
        try
        {
            await WriteAsync(connection, transaction, done, by, outcome.Stroke, cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException error) when (IsBesideNewer(error))
        {
            return outcome with { Done = [], Left = [new(BesideNewer, seen.Count)] };
        }
        return outcome;
    }

    private (StrokeOutcome Outcome, List<(Case Held, TriageDecision.Done Done)> Done) Decide(List<Case> cases, IReadOnlyDictionary<long, int> seen, Func<Case, TriageAct> act, string by)
    {
        var done = new List<(Case, TriageDecision.Done)>();
        var left = new List<string>();
        foreach (var held in cases)
        {
            if (held.Version != seen[held.Id])
                left.Add("It changed since you saw it.");
            else if (Triage.Decide(held, act(held), by, Now) is TriageDecision.Done decided)
                done.Add((held, decided));
            else
                left.Add(((TriageDecision.Refused)Triage.Decide(held, act(held), by, Now)).Why);
        }
        left.AddRange(Enumerable.Repeat("It is gone.", seen.Count - cases.Count));
        return (new StrokeOutcome(Guid.CreateVersion7(), [.. done.Select(one => one.Item2.After)],
            [.. left.GroupBy(why => why).Select(of => new StrokeLeft(of.Key, of.Count())).OrderByDescending(of => of.Cases)]), done);
    }

    private const string BesideNewer = "A newer case of it is open: this one stays closed.";

    private static bool IsBesideNewer(PostgresException error) =>
        error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "work_case_parcel" or "work_case_incident" };

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

    internal static async Task<List<Case>> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long[] ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from tracking.work_case where id = any(@ids) order by id for update", connection, transaction);
        command.Parameters.AddWithValue("ids", ids);
        var cases = new List<Case>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            cases.Add(ReadCase(reader));
        return cases;
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

    internal static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<(Case Held, TriageDecision.Done Done)> acts, string by, Guid stroke, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            with given as (
              select * from unnest(@ids, @states, @assignees, @snoozes, @wakes, @closes, @versions) as g(id, state, assignee, snoozed_until, wake_on, closed_at, version))
            update tracking.work_case c set state = g.state, assignee = g.assignee, snoozed_until = g.snoozed_until, wake_on = g.wake_on, changed_at = @now, closed_at = g.closed_at, version = g.version
            from given g where c.id = g.id;
            insert into tracking.case_act (case_id, version, stroke, at, by, act, note, before, after)
            select id, version, @stroke, @now, @by, act, note, before::jsonb, after::jsonb
            from unnest(@ids, @versions, @acts, @notes, @befores, @afters) as g(id, version, act, note, before, after);
            insert into tracking.outbox (parcel_id, kind, detail, version, at)
            select parcel_id, 'case', act, nextval('tracking.version_seq'), @now from unnest(@parcels, @acts) as g(parcel_id, act) where parcel_id is not null order by parcel_id;
            select pg_notify('{Wakes.Changed}', '')
            """, connection, transaction);
        string? Json(Case one, bool moved) => moved ? JsonSerializer.Serialize(CaseMark.Of(one), TrackingJson.Options) : null;
        bool Moved((Case Held, TriageDecision.Done Done) one) => CaseMark.Of(one.Held) != CaseMark.Of(one.Done.After);
        command.Parameters.AddWithValue("ids", acts.Select(one => one.Held.Id).ToArray());
        command.Parameters.AddWithValue("states", acts.Select(one => one.Done.After.State.ToString()).ToArray());
        command.Parameters.Add(Texts("assignees", acts.Select(one => one.Done.After.Assignee)));
        command.Parameters.Add(Instants("snoozes", acts.Select(one => one.Done.After.SnoozedUntil)));
        command.Parameters.Add(Texts("wakes", acts.Select(one => one.Done.After.WakeOn?.ToString())));
        command.Parameters.Add(Instants("closes", acts.Select(one => one.Done.After.ClosedAt)));
        command.Parameters.AddWithValue("versions", acts.Select(one => one.Done.After.Version).ToArray());
        command.Parameters.AddWithValue("acts", acts.Select(one => one.Done.Act).ToArray());
        command.Parameters.Add(Texts("notes", acts.Select(one => one.Done.Note)));
        command.Parameters.Add(Texts("befores", acts.Select(one => Json(one.Held, Moved(one)))));
        command.Parameters.Add(Texts("afters", acts.Select(one => Json(one.Done.After, Moved(one)))));
        command.Parameters.Add(new NpgsqlParameter("parcels", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = acts.Select(one => one.Held.ParcelId).ToArray() });
        command.Parameters.AddWithValue("now", acts[0].Done.After.ChangedAt);
        command.Parameters.AddWithValue("by", by);
        command.Parameters.AddWithValue("stroke", stroke);
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal static Case ReadCase(NpgsqlDataReader reader) => new()
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
        WakeOn = Text(reader, 10) is { } wakeOn ? Enum.Parse<WakeOn>(wakeOn) : null,
        DueAt = reader.IsDBNull(11) ? null : reader.GetFieldValue<Instant>(11),
        EscalatedAt = reader.IsDBNull(12) ? null : reader.GetFieldValue<Instant>(12),
    };

    private static CaseMark? Mark(NpgsqlDataReader reader, int column) =>
        Text(reader, column) is { } json ? JsonSerializer.Deserialize<CaseMark>(json, TrackingJson.Options) : null;

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static NpgsqlParameter Texts(string name, IEnumerable<string?> values) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = values.ToArray() };

    private static NpgsqlParameter Instants(string name, IEnumerable<Instant?> values) => new(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = values.ToArray() };
}
