using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Cases;
using Tracking.Core.Findings;

namespace Tracking.Core.Postgres;

/// <summary>
/// Playbooks as administrators keep them: a draft to edit and to test, the live version, and every version that was live once. A playbook of the
/// build that nobody touched is live as it came.
/// </summary>
public sealed class PlaybookStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>The most past cases that a test looks at: the newest of the span.</summary>
    public const int MostPast = 20_000;

    /// <summary>All there are, edited or not, by title.</summary>
    public async Task<IReadOnlyList<StoredPlaybook>> ListAsync(CancellationToken cancel)
    {
        var kept = new Dictionary<string, StoredPlaybook>();
        await using var command = database.CreateCommand("""
            select p.key, p.live, v.document::text, p.draft::text, p.revision from tracking.playbook p left join tracking.playbook_version v on v.key = p.key and v.version = p.live
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var key = reader.GetString(0);
            var version = reader.IsDBNull(1) ? (int?)null : reader.GetInt32(1);
            kept[key] = new(key, version, version is 0 ? ShippedPlaybooks.All.GetValueOrDefault(key) : Document(reader, 2), Document(reader, 3), reader.GetInt32(4));
        }
        return [.. ShippedPlaybooks.All.Values.Where(one => !kept.ContainsKey(one.Key)).Select(Untouched).Concat(kept.Values)
            .OrderBy(one => one.Shown?.Title, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Key, StringComparer.Ordinal)];
    }

    /// <summary>What cases are matched against now.</summary>
    public async Task<IReadOnlyList<(Playbook Playbook, int Version)>> ListLiveAsync(CancellationToken cancel) =>
        [.. (await ListAsync(cancel)).Where(one => one.Live is not null).Select(one => (one.Live!, one.Version!.Value))];

    /// <summary>One by its key; null where there is none.</summary>
    public async Task<StoredPlaybook?> FindAsync(string key, CancellationToken cancel) => (await ListAsync(cancel)).SingleOrDefault(one => one.Key == key);

    /// <summary>Every version that was live, newest first, the build's own last.</summary>
    public async Task<IReadOnlyList<PlaybookVersion>> ListVersionsAsync(string key, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select version, document::text, by, at, note from tracking.playbook_version where key = $1 order by version desc");
        command.Parameters.Add(new() { Value = key });
        var versions = new List<PlaybookVersion>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            versions.Add(new(reader.GetInt32(0), Document(reader, 1)!, reader.GetString(2), reader.GetFieldValue<Instant>(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
        if (ShippedPlaybooks.All.GetValueOrDefault(key) is { } own)
            versions.Add(new(0, own, null, null, null));
        return versions;
    }

    /// <summary>Who did what to it, newest first.</summary>
    public async Task<IReadOnlyList<PlaybookAct>> ListActsAsync(string key, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select at, by, act, version, note from tracking.playbook_act where key = $1 order by id desc limit $2");
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = most });
        var acts = new List<PlaybookAct>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            acts.Add(new(reader.GetFieldValue<Instant>(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
        return acts;
    }

    /// <summary>Keeps a draft, which changes nothing for anybody's case; a new key is a new playbook.</summary>
    /// <param name="seen">The revision that the person saw; 0 where nobody had touched it.</param>
    public Task<PlaybookOutcome> SaveAsync(Playbook draft, int seen, string by, CancellationToken cancel) =>
        draft.Problems().FirstOrDefault() is { } problem ? Task.FromResult<PlaybookOutcome>(new PlaybookOutcome.Refused(problem.Sentence))
        : ActAsync(draft.Key, seen, by, "edited the draft", null, held => (held with { Draft = draft }, null), cancel);

    /// <summary>Drops the draft.</summary>
    public Task<PlaybookOutcome> DropDraftAsync(string key, int seen, string by, CancellationToken cancel) =>
        ActAsync(key, seen, by, "dropped the draft", null, held => (held with { Draft = null }, held.Draft is null ? "There is no draft." : null), cancel);

    /// <summary>The draft becomes a version, live at once for every case that has no step done yet.</summary>
    public Task<PlaybookOutcome> GoLiveAsync(string key, int seen, string by, string? note, CancellationToken cancel) =>
        ActAsync(key, seen, by, "made it live", note, held => held.Draft is { } draft
            ? (held with { Live = draft, Draft = null, Version = -1 }, null)
            : (held, "There is no draft."), cancel);

    /// <summary>A former version becomes live again, as a version of its own; the draft stays.</summary>
    public async Task<PlaybookOutcome> RestoreAsync(string key, int version, int seen, string by, CancellationToken cancel) =>
        (await ListVersionsAsync(key, cancel)).FirstOrDefault(one => one.Number == version) is not { } former
            ? new PlaybookOutcome.Refused("There is no such version.")
            : await ActAsync(key, seen, by, version is 0 ? "went back to what the build brought" : $"went back to version {version}", null,
                held => (held with { Live = former.Document, Version = version is 0 ? 0 : -1 }, held.Version == version ? "It is live already." : null), cancel);

    /// <summary>No case is matched with it from now on; those that work by it go on.</summary>
    public Task<PlaybookOutcome> TurnOffAsync(string key, int seen, string by, CancellationToken cancel) =>
        ActAsync(key, seen, by, "turned it off", null, held => (held with { Live = null, Version = null }, held.Live is null ? "It is off already." : null), cancel);

    /// <summary>Cases of parcels that were opened in a span, newest first, at most <see cref="MostPast"/>, each as it stood at its end.</summary>
    public async Task<IReadOnlyList<PastCase>> ListPastAsync(Instant from, Instant until, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select c.id, c.parcel_id, c.kind, c.carrier, p.value_amount, p.value_currency, p.tier, c.state, c.opened_at, c.closed_at,
                   (select l.number from tracking.leg l where l.parcel_id = c.parcel_id and l.detached_at is null order by l.role = 'LastMile' desc, l.id desc limit 1),
                   coalesce((select min(f.since) from tracking.finding f where f.parcel_id = c.parcel_id and f.kind = c.kind and f.opened_at <= coalesce(c.closed_at, f.opened_at)), c.opened_at)
            from tracking.work_case c join tracking.parcel p on p.id = c.parcel_id
            where c.opened_at >= $1 and c.opened_at < $2 order by c.opened_at desc, c.id desc limit $3
            """);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = until });
        command.Parameters.Add(new() { Value = MostPast });
        var past = new List<PastCase>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!Enum.TryParse<FindingKind>(reader.GetString(2), out var kind))
                continue;
            var closed = reader.IsDBNull(9) ? (Instant?)null : reader.GetFieldValue<Instant>(9);
            past.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(10) ? null : reader.GetString(10),
                FactsOf(kind, reader, 3, reader.GetFieldValue<Instant>(11), closed ?? Now), Enum.Parse<CaseState>(reader.GetString(7)), reader.GetFieldValue<Instant>(8), closed));
        }
        return past;
    }

    /// <summary>What people did in these cases.</summary>
    public async Task<IReadOnlyList<PastCaseActs>> CountActsAsync(long[] cases, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select act, count(distinct case_id)::int from tracking.case_act where case_id = any($1) and by <> $2 group by act order by 2 desc, 1
            """);
        command.Parameters.Add(new() { Value = cases });
        command.Parameters.Add(new() { Value = CaseAct.Rules });
        var acts = new List<PastCaseActs>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            acts.Add(new(reader.GetString(0), reader.GetInt32(1)));
        return acts;
    }

    /// <summary>What people did in each of these cases, in their order; none for a case that only the rules touched.</summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<string>>> ListActsOfAsync(long[] cases, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select case_id, array_agg(act order by id) from tracking.case_act where case_id = any($1) and by <> $2 group by case_id");
        command.Parameters.Add(new() { Value = cases });
        command.Parameters.Add(new() { Value = CaseAct.Rules });
        var acts = new Dictionary<long, IReadOnlyList<string>>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            acts[reader.GetInt64(0)] = reader.GetFieldValue<string[]>(1);
        return acts;
    }

    /// <summary>Four columns from <paramref name="at"/> on: carrier, amount, currency, tier.</summary>
    internal static CaseFacts FactsOf(FindingKind kind, NpgsqlDataReader reader, int at, Instant since, Instant then) => new(
        kind, reader.IsDBNull(at) ? null : reader.GetString(at),
        Money.Dollars(reader.IsDBNull(at + 1) ? null : reader.GetDecimal(at + 1), reader.IsDBNull(at + 2) ? null : reader.GetString(at + 2)),
        reader.IsDBNull(at + 3) ? null : reader.GetString(at + 3), Math.Max(0, (int)(then - since).TotalDays));

    private static StoredPlaybook Untouched(Playbook own) => new(own.Key, 0, own, null, 0);

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>One act in one commit with its line of the audit, unless somebody was quicker; a version of -1 asks for the next number.</summary>
    private async Task<PlaybookOutcome> ActAsync(string key, int seen, string by, string act, string? note, Func<StoredPlaybook, (StoredPlaybook After, string? Why)> change, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // A row for it, so that there is one to lock; it goes again with the transaction where nothing is done.
        await using (var row = new NpgsqlCommand("insert into tracking.playbook (key, live, revision) values ($1, $2, 0) on conflict do nothing", connection, transaction))
        {
            row.Parameters.Add(new() { Value = key });
            row.Parameters.Add(new() { Value = ShippedPlaybooks.All.ContainsKey(key) ? 0 : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
            await row.ExecuteNonQueryAsync(cancel);
        }
        StoredPlaybook held;
        var next = 1;
        await using (var lookAt = new NpgsqlCommand("""
            select p.live, v.document::text, p.draft::text, p.revision, (select coalesce(max(w.version), 0) + 1 from tracking.playbook_version w where w.key = p.key)
            from tracking.playbook p left join tracking.playbook_version v on v.key = p.key and v.version = p.live where p.key = $1 for update of p
            """, connection, transaction))
        {
            lookAt.Parameters.Add(new() { Value = key });
            await using var reader = await lookAt.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            var version = reader.IsDBNull(0) ? (int?)null : reader.GetInt32(0);
            held = new(key, version, version is 0 ? ShippedPlaybooks.All.GetValueOrDefault(key) : Document(reader, 1), Document(reader, 2), reader.GetInt32(3));
            next = reader.GetInt32(4);
        }
        if (held.Revision != seen)
            return await OvertakenAsync(connection, transaction, key, cancel);
        var (after, why) = change(held);
        if (why is not null)
            return new PlaybookOutcome.Refused(why);
        var made = after.Version is -1 ? next : after.Version;
        await using var write = new NpgsqlCommand("""
            insert into tracking.playbook_version (key, version, document, by, at, note) select @key, @live, @document::jsonb, @by, @now, @note where @is_new;
            update tracking.playbook set live = @live, draft = @draft::jsonb, revision = revision + 1 where key = @key;
            insert into tracking.playbook_act (key, at, by, act, version, note, before, after) values (@key, @now, @by, @act, case when @live is distinct from @was then @live end, @note, @before::jsonb, @after::jsonb)
            """, connection, transaction);
        write.Parameters.AddWithValue("key", key);
        write.Parameters.Add(new("live", NpgsqlDbType.Integer) { Value = (object?)made ?? DBNull.Value });
        write.Parameters.Add(new("was", NpgsqlDbType.Integer) { Value = (object?)held.Version ?? DBNull.Value });
        write.Parameters.AddWithValue("is_new", after.Version is -1);
        write.Parameters.Add(Json("document", after.Live));
        write.Parameters.Add(Json("draft", after.Draft));
        write.Parameters.Add(Json("before", held.Shown));
        write.Parameters.Add(Json("after", after.Shown));
        write.Parameters.AddWithValue("by", by);
        write.Parameters.AddWithValue("act", act);
        write.Parameters.AddWithValue("now", Now);
        write.Parameters.Add(new("note", NpgsqlDbType.Text) { Value = (object?)note ?? DBNull.Value });
        await write.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new PlaybookOutcome.Done();
    }

    private async Task<PlaybookOutcome> OvertakenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string key, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select by, at, act from tracking.playbook_act where key = $1 order by id desc limit 1", connection, transaction);
        command.Parameters.Add(new() { Value = key });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new PlaybookOutcome.Overtaken(reader.GetString(0), reader.GetFieldValue<Instant>(1), reader.GetString(2))
            : new PlaybookOutcome.Refused("There is no such playbook.");
    }

    private static NpgsqlParameter Json(string name, Playbook? value) =>
        new(name, NpgsqlDbType.Text) { Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, TrackingJson.Options) };

    internal static Playbook? Document(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : JsonSerializer.Deserialize<Playbook>(reader.GetString(column), TrackingJson.Options);
}
