using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Notices;

namespace Tracking.Core.Postgres;

/// <summary>
/// What people do by a case's playbook: each act in one commit with its line in the case's audit. Whoever acts on a step says how they saw it, so
/// that two people never overwrite each other and no letter leaves twice.
/// </summary>
public sealed class CasePlaybookStore(NpgsqlDataSource database, PlaybookStore playbooks, NoticeStore notices, TimeProvider clock)
{
    /// <summary>The longest reason for leaving a step out.</summary>
    public const int NoteLength = 500;

    /// <summary>The playbook of a parcel's newest case; null where nothing was ever wrong.</summary>
    public async Task<CasePlaybook?> FindByParcelAsync(long parcelId, CancellationToken cancel)
    {
        Case held;
        CaseFacts facts;
        Instant since;
        (Playbook Playbook, int Version)? pinned = null;
        var marks = new Dictionary<string, CaseStep>();
        await using (var command = database.CreateCommand($"""
            select {CaseStore.Columns} from tracking.work_case where parcel_id = @id order by id desc limit 1;
            select c.kind, c.carrier, p.value_amount, p.value_currency, p.tier, k.document::text, k.version,
                   coalesce((select min(f.since) from tracking.finding f where f.parcel_id = c.parcel_id and f.kind = c.kind and (f.cleared_at is null or c.closed_at is not null)), c.opened_at)
            from tracking.work_case c join tracking.parcel p on p.id = c.parcel_id left join tracking.case_playbook k on k.case_id = c.id
            where c.parcel_id = @id order by c.id desc limit 1;
            select s.step, s.state, s.by, s.at, s.note, s.mail_id, m.state, s.revision from tracking.case_step s left join tracking.mail m on m.id = s.mail_id
            where s.case_id = (select max(c.id) from tracking.work_case c where c.parcel_id = @id)
            """))
        {
            command.Parameters.AddWithValue("id", parcelId);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            if (!await reader.ReadAsync(cancel))
                return null;
            held = CaseStore.ReadCase(reader);
            await reader.NextResultAsync(cancel);
            if (!await reader.ReadAsync(cancel) || !Enum.TryParse<FindingKind>(reader.GetString(0), out var kind))
                return null;
            since = reader.GetFieldValue<Instant>(7);
            facts = PlaybookStore.FactsOf(kind, reader, 1, since, held.ClosedAt ?? Now);
            if (PlaybookStore.Document(reader, 5) is { } document)
                pinned = (document, reader.GetInt32(6));
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
                marks[reader.GetString(0)] = new(null!, Enum.Parse<TickState>(reader.GetString(1)), reader.GetString(2), reader.GetFieldValue<Instant>(3),
                    reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetInt64(5), reader.IsDBNull(6) ? null : Enum.Parse<MailState>(reader.GetString(6)), reader.GetInt32(7));
        }
        var live = await playbooks.ListLiveAsync(cancel);
        var chosen = Playbook.Choose(live.Select(one => one.Playbook), facts);
        var best = chosen is null ? ((Playbook Playbook, int Version)?)null : live.Single(one => one.Playbook == chosen);
        var shown = pinned ?? best;
        return new CasePlaybook
        {
            Case = held,
            Facts = facts,
            Since = since,
            Playbook = shown?.Playbook,
            Version = shown?.Version ?? 0,
            IsTakenUp = pinned is not null,
            Better = pinned is { } kept && best is { } now && !held.State.IsClosed() && (now.Playbook.Key != kept.Playbook.Key || now.Version != kept.Version) ? best : null,
            Steps = [.. (shown?.Playbook.Steps ?? []).Select(step => marks.TryGetValue(step.Id, out var mark) ? mark with { Step = step } : new CaseStep(step, TickState.Open, null, null, null, null, null, 0))],
        };
    }

    /// <summary>A step is done.</summary>
    public Task<PlaybookOutcome> TickAsync(CasePlaybook seen, string step, string by, CancellationToken cancel) =>
        ActAsync(seen, step, by, "ticked", TickState.Done, null, null, cancel);

    /// <summary>A step is left out.</summary>
    /// <param name="why">A reason for those who come after.</param>
    public Task<PlaybookOutcome> SkipAsync(CasePlaybook seen, string step, string why, string by, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(why) || why.Trim().Length > NoteLength ? Task.FromResult<PlaybookOutcome>(new PlaybookOutcome.Refused($"Say why it is left out, in at most {NoteLength} characters."))
        : ActAsync(seen, step, by, "skipped", TickState.Skipped, why.Trim(), null, cancel);

    /// <summary>Takes back what was done to a step. A letter comes back while it still waits; one that has left does not.</summary>
    public Task<PlaybookOutcome> UndoAsync(CasePlaybook seen, string step, string by, CancellationToken cancel) =>
        ActAsync(seen, step, by, "unticked", TickState.Open, null, async (connection, transaction, _, mark) =>
        {
            if (mark.State is not TickState.Sent)
                return (null, null);
            await using var back = new NpgsqlCommand("""
                update tracking.mail set state = 'Dropped', ended_at = clock_timestamp(), why = 'taken back before it left' where id = $1 and state = 'Waiting' and attempts = 0
                """, connection, transaction);
            back.Parameters.Add(new() { Value = (object?)mark.Mail ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
            return (await back.ExecuteNonQueryAsync(cancel) == 1 || mark.MailState is MailState.Dropped ? null : "Its letter has left already: that cannot be taken back.", null);
        }, cancel);

    /// <summary>A wait begins: the case is snoozed, and the step is done.</summary>
    public Task<PlaybookOutcome> WaitAsync(CasePlaybook seen, string step, string by, CancellationToken cancel) =>
        ActAsync(seen, step, by, "ticked", TickState.Done, null, async (connection, transaction, held, mark) =>
        {
            if (held.Version != seen.Case.Version)
                return ("Somebody acted on the case since you saw it: look again.", null);
            if (mark.Step.Kind is not StepKind.Wait)
                return ("This step is no wait.", null);
            var decision = Triage.Decide(held, new TriageAct.Snooze(mark.Step.WaitsUntil(Now), mark.Step.Title, mark.Step.WakeOn), by, Now);
            if (decision is not TriageDecision.Done done)
                return (((TriageDecision.Refused)decision).Why, null);
            await CaseStore.WriteAsync(connection, transaction, [(held, done)], by, Guid.CreateVersion7(), cancel);
            return (null, null);
        }, cancel);

    /// <summary>A step's letter goes into the outbox, in the words that were shown; a step sends once.</summary>
    /// <param name="order">To whose buyer; one of the parcel's.</param>
    /// <param name="language">In which the words are, a language tag.</param>
    /// <param name="domain">What stands behind the @ of a Message-ID.</param>
    public Task<PlaybookOutcome> SendAsync(CasePlaybook seen, string step, long order, Letter letter, string language, string domain, string by, CancellationToken cancel) =>
        new LetterWords(letter.Subject, letter.Body).Problem() is { } problem ? Task.FromResult<PlaybookOutcome>(new PlaybookOutcome.Refused(problem))
        : ActAsync(seen, step, by, "sent", TickState.Sent, null, async (connection, transaction, held, mark) =>
        {
            if (!mark.Step.IsToBuyer)
                return ("This step sends nothing to the buyer.", null);
            await using (var travels = new NpgsqlCommand("select exists (select from tracking.purchase_parcel where parcel_id = $1 and purchase_id = $2)", connection, transaction))
            {
                travels.Parameters.Add(new() { Value = held.ParcelId!.Value });
                travels.Parameters.Add(new() { Value = order });
                if (!(bool)(await travels.ExecuteScalarAsync(cancel))!)
                    return ("This order does not travel in the parcel.", null);
            }
            if (await notices.PlanLetterAsync(connection, order, language, domain, cancel) is not { } mail)
                return ("There is nobody to write to: the order has no address, its buyer was forgotten, or asked for no more e-mails.", null);
            await using var write = new NpgsqlCommand("insert into tracking.letter (mail_id, case_id, step, by, language, subject, body) values ($1, $2, $3, $4, $5, $6, $7)", connection, transaction);
            foreach (var value in new object[] { mail, held.Id, step, by, language, letter.Subject.Trim(), letter.Body.Trim() })
                write.Parameters.Add(new() { Value = value });
            await write.ExecuteNonQueryAsync(cancel);
            return (null, mail);
        }, cancel);

    /// <summary>The case goes on by the playbook that fits it now; what was done of steps that both have stays done.</summary>
    public async Task<PlaybookOutcome> SwitchAsync(CasePlaybook seen, string by, CancellationToken cancel)
    {
        if (seen.Better is not { } better)
            return new PlaybookOutcome.Refused("It is the playbook that fits already.");
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if ((await CaseStore.LockAsync(connection, transaction, [seen.Case.Id], cancel)).SingleOrDefault() is not { } held)
            return new PlaybookOutcome.Refused("This case is gone.");
        await using var command = new NpgsqlCommand("""
            update tracking.case_playbook set key = @key, version = @version, document = @document::jsonb, by = @by, at = @now where case_id = @case and key = @was and version = @was_version
            """, connection, transaction);
        Pin(command, held, better.Playbook, better.Version, by);
        command.Parameters.AddWithValue("was", seen.Playbook!.Key);
        command.Parameters.AddWithValue("was_version", seen.Version);
        if (await command.ExecuteNonQueryAsync(cancel) == 0)
            return await PinnedAsync(connection, transaction, held, cancel);
        await NoteAsync(connection, transaction, held, by, "changed the playbook", $"{better.Playbook.Title}, version {better.Version}", cancel);
        await transaction.CommitAsync(cancel);
        return new PlaybookOutcome.Done();
    }

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    private async Task<PlaybookOutcome> ActAsync(
        CasePlaybook seen, string step, string by, string act, TickState to, string? note,
        Func<NpgsqlConnection, NpgsqlTransaction, Case, CaseStep, Task<(string? Why, long? Mail)>>? beside, CancellationToken cancel)
    {
        if (seen.Playbook is not { } playbook || seen.Steps.SingleOrDefault(one => one.Step.Id == step) is not { } mark)
            return new PlaybookOutcome.Refused("There is no such step.");
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Whoever acts on a case holds its row: what follows happens to it for one person at a time.
        if ((await CaseStore.LockAsync(connection, transaction, [seen.Case.Id], cancel)).SingleOrDefault() is not { } held)
            return new PlaybookOutcome.Refused("This case is gone.");
        if (held.State.IsClosed())
            return new PlaybookOutcome.Refused("This case is closed: reopen it first.");
        await using (var pin = new NpgsqlCommand("""
            insert into tracking.case_playbook (case_id, key, version, document, by, at) values (@case, @key, @version, @document::jsonb, @by, @now) on conflict do nothing;
            select exists (select from tracking.case_playbook where case_id = @case and key = @key and version = @version)
            """, connection, transaction))
        {
            Pin(pin, held, playbook, seen.Version, by);
            if (!(bool)(await pin.ExecuteScalarAsync(cancel))!)
                return await PinnedAsync(connection, transaction, held, cancel);
        }
        await using (var quicker = new NpgsqlCommand("select by, at, state from tracking.case_step where case_id = $1 and step = $2 and revision <> $3", connection, transaction))
        {
            quicker.Parameters.Add(new() { Value = held.Id });
            quicker.Parameters.Add(new() { Value = step });
            quicker.Parameters.Add(new() { Value = mark.Revision });
            await using var reader = await quicker.ExecuteReaderAsync(cancel);
            if (await reader.ReadAsync(cancel))
                return new PlaybookOutcome.Overtaken(reader.GetString(0), reader.GetFieldValue<Instant>(1), Enum.Parse<TickState>(reader.GetString(2)) switch
                {
                    TickState.Done => "ticked this step",
                    TickState.Skipped => "skipped this step",
                    TickState.Sent => "sent this letter",
                    _ => "took this step back",
                });
        }
        if (mark.State == to || mark.State is not TickState.Open && to is not TickState.Open)
            return new PlaybookOutcome.Refused(to is TickState.Open ? "Nothing of it is done." : "It is done already: take it back first.");
        var (why, mail) = beside is null ? (null, null) : await beside(connection, transaction, held, mark);
        if (why is not null)
            return new PlaybookOutcome.Refused(why);
        await using (var write = new NpgsqlCommand("""
            insert into tracking.case_step (case_id, step, state, by, at, note, mail_id, revision) values ($1, $2, $3, $4, $5, $6, $7, 1)
            on conflict (case_id, step) do update set state = excluded.state, by = excluded.by, at = excluded.at, note = excluded.note, mail_id = excluded.mail_id, revision = tracking.case_step.revision + 1
            """, connection, transaction))
        {
            foreach (var value in new object[] { held.Id, step, to.ToString(), by, Now })
                write.Parameters.Add(new() { Value = value });
            write.Parameters.Add(new() { Value = (object?)note ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            write.Parameters.Add(new() { Value = (object?)mail ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
            await write.ExecuteNonQueryAsync(cancel);
        }
        await NoteAsync(connection, transaction, held, by, act, note is null ? mark.Step.Title : $"{mark.Step.Title}: {note}", cancel);
        await transaction.CommitAsync(cancel);
        return new PlaybookOutcome.Done();
    }

    private void Pin(NpgsqlCommand command, Case held, Playbook playbook, int version, string by)
    {
        command.Parameters.AddWithValue("case", held.Id);
        command.Parameters.AddWithValue("key", playbook.Key);
        command.Parameters.AddWithValue("version", version);
        command.Parameters.AddWithValue("document", JsonSerializer.Serialize(playbook, TrackingJson.Options));
        command.Parameters.AddWithValue("by", by);
        command.Parameters.AddWithValue("now", Now);
    }

    private static async Task<PlaybookOutcome> PinnedAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Case held, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select by, at, document->>'title' from tracking.case_playbook where case_id = $1", connection, transaction);
        command.Parameters.Add(new() { Value = held.Id });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new PlaybookOutcome.Overtaken(reader.GetString(0), reader.GetFieldValue<Instant>(1), $"took up the playbook “{reader.GetString(2)}”")
            : new PlaybookOutcome.Refused("This case has no playbook yet.");
    }

    /// <summary>A line of the case's audit, and word to all who look at it.</summary>
    private async Task NoteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Case held, string by, string act, string note, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            insert into tracking.case_act (case_id, at, by, act, note) values (@case, @now, @by, @act, @note);
            insert into tracking.outbox (parcel_id, kind, detail, version, at) select @parcel, 'case', @act, nextval('tracking.version_seq'), @now where @parcel is not null;
            select pg_notify('{Wakes.Changed}', '')
            """, connection, transaction);
        command.Parameters.AddWithValue("case", held.Id);
        command.Parameters.AddWithValue("now", Now);
        command.Parameters.AddWithValue("by", by);
        command.Parameters.AddWithValue("act", act);
        command.Parameters.AddWithValue("note", note);
        command.Parameters.Add(new("parcel", NpgsqlDbType.Bigint) { Value = (object?)held.ParcelId ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
