using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

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
public sealed class ReplayWork
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

    // ---------------------------------------------------------------- first pass: wires

    /// <summary>One statement as one wire says it today.</summary>
    private sealed record Found(long ParcelId, TrackingEvent Event, Wire Wire);

    private async Task ReadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Func<Wire, ReadWire> read, int most, CancellationToken cancel)
    {
        var (wires, last) = await NextWiresAsync(connection, transaction, read, most, cancel);
        if (last is null)
        {
            await BeginComparingAsync(connection, transaction, cancel);
            return;
        }
        var unread = await UnreadAsync(connection, transaction, wires, cancel);
        var matches = await MatchAsync(connection, transaction, [.. wires.Where(wire => !unread.Contains(wire.Leased.Wire.Id))], cancel);
        var found = matches.SelectMany(match => match.Told.Events.Select(one => new Found(match.ParcelId, one, match.Wire.Leased.Wire))).ToList();
        await StageAsync(connection, transaction, matches, found, cancel);
        await StageSnapshotsAsync(connection, transaction, matches, cancel);
        await using var progress = new NpgsqlCommand("""
            update tracking.replay set cursor_at = @at, cursor_id = @wire, wires_read = wires_read + @read, wires_unreadable = wires_unreadable + @unreadable where id = @id
            """, connection, transaction);
        progress.Parameters.AddWithValue("id", Replay.Id);
        progress.Parameters.AddWithValue("at", last.ReceivedAt);
        progress.Parameters.AddWithValue("wire", last.Id);
        progress.Parameters.AddWithValue("read", wires.Count);
        progress.Parameters.AddWithValue("unreadable", wires.Count(wire => wire.SetAside is not null));
        await progress.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The next wires below the cursor, read as they come off the connection: no more than one body is held at a time.</summary>
    private async Task<(List<ReadWire> Wires, Wire? Last)> NextWiresAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Func<Wire, ReadWire> read, int most, CancellationToken cancel)
    {
        // The cursor as values of its own: joined in, each batch would go through all wires before it.
        await using var command = new NpgsqlCommand($"""
            select {WireStore.Columns} from tracking.wire w
            where (w.received_at, w.id) < ((select cursor_at from tracking.replay where id = @id), (select cursor_id from tracking.replay where id = @id))
              and w.received_at >= @since and (@only is null or w.carrier = @only)
            order by w.received_at desc, w.id desc limit @most
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("since", Replay.Request.Since ?? Instant.FromUnixTimeSeconds(0));
        command.Parameters.Add(new("only", NpgsqlDbType.Text) { Value = (object?)Replay.Request.Carrier?.Value ?? DBNull.Value });
        command.Parameters.AddWithValue("most", most);
        var wires = new List<ReadWire>();
        var statements = 0;
        Wire? last = null;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (statements < StatementsAtATime && await reader.ReadAsync(cancel))
        {
            var wire = WireStore.Wire(reader, 0);
            var one = read(wire);
            last = wire with { Body = default };
            wires.Add(one with { Leased = one.Leased with { Wire = last } });
            statements += one.Numbers.Sum(told => told.Events.Count);
        }
        return (wires, last);
    }

    /// <summary>Wires that still wait in the inbox: they are read for the first time, not again.</summary>
    private static async Task<HashSet<long>> UnreadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<ReadWire> wires, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select wire_id from tracking.inbox where wire_id = any($1)", connection, transaction);
        command.Parameters.Add(new() { Value = wires.Select(wire => wire.Leased.Wire.Id).ToArray() });
        var unread = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            unread.Add(reader.GetInt64(0));
        return unread;
    }

    private sealed record Match(long ParcelId, ReadWire Wire, ToldNumber Told);

    /// <summary>The parcels of which a wire speaks: those it is tied to, and those with a leg that was there when it came.</summary>
    private static async Task<List<Match>> MatchAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<ReadWire> wires, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select wire_id, parcel_id from tracking.wire_parcel where wire_id = any(@wires);
            select parcel_id, number, carrier, added_at, detached_at is null from tracking.leg where number = any(@numbers)
            """, connection, transaction);
        command.Parameters.AddWithValue("wires", wires.Select(wire => wire.Leased.Wire.Id).ToArray());
        command.Parameters.AddWithValue("numbers", wires.SelectMany(wire => wire.Numbers).SelectMany(Intake.Names).Select(number => number.Value).Distinct().ToArray());
        var ties = new HashSet<(long Wire, long Parcel)>();
        var legs = new List<(long ParcelId, string Number, string? Carrier, Instant AddedAt, bool Attached)>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
                ties.Add((reader.GetInt64(0), reader.GetInt64(1)));
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
                legs.Add((reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetFieldValue<Instant>(3), reader.GetBoolean(4)));
        }
        var byNumber = legs.ToLookup(leg => leg.Number);
        return [.. (from wire in wires
                    let came = wire.Leased.Wire
                    from told in wire.Numbers
                    from leg in Intake.Names(told).SelectMany(number => byNumber[number.Value])
                    where ties.Contains((came.Id, leg.ParcelId))
                        || leg.Attached && leg.AddedAt <= came.ReceivedAt && (wire.FromAggregator || leg.Carrier is null || leg.Carrier == came.Carrier.Value)
                    select new Match(leg.ParcelId, wire, told)).Distinct()];
    }

    private async Task StageAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, List<Found> found, CancellationToken cancel)
    {
        var lost = await LostAsync(connection, transaction, matches, found, cancel);
        var tellings = found.GroupBy(one => (one.ParcelId, one.Event.Key)).Select(same =>
        {
            var (first, newest) = (same.MinBy(one => (one.Wire.ReceivedAt, one.Wire.Id))!, same.MaxBy(one => (one.Wire.ReceivedAt, one.Wire.Id))!);
            return new Telling(same.Key.ParcelId, same.Key.Key, first.Event.Said, newest.Event.Read, first.Wire.Id, first.Wire.ReceivedAt, newest.Wire.Id, same.Min(one => one.Wire.Trust));
        }).ToList();
        var said = tellings.Select(one => (one.ParcelId, one.Key)).ToHashSet();
        await SupersedeAsync(connection, transaction, [.. lost.Where(one => !said.Contains(one))], cancel);
        var differing = await DifferingAsync(connection, transaction, tellings, lost, cancel);
        if (differing.Count > 0)
            await KeepAsync(connection, transaction, differing, cancel);
    }

    /// <summary>Statements whose newest wire is in this batch, is read and speaks of their number, but does not say them any more.</summary>
    private static async Task<HashSet<(long ParcelId, EventKey Key)>> LostAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, List<Found> found, CancellationToken cancel)
    {
        var said = found.Select(one => (one.ParcelId, one.Wire.Id, one.Event.Key)).ToHashSet();
        var heard = matches.Where(match => match.Told.Outcome == ToldNumber.Tracked)
            .SelectMany(match => Intake.Names(match.Told).Concat(match.Told.Events.Select(one => one.Said.Number)).Select(number => (match.ParcelId, match.Wire.Leased.Wire.Id, number.Value))).ToHashSet();
        await using var command = new NpgsqlCommand("""
            select parcel_id, key, read_wire_id, number from tracking.statement
            where parcel_id = any(@parcels) and read_wire_id = any(@wires) and superseded_at is null
            """, connection, transaction);
        command.Parameters.AddWithValue("parcels", matches.Select(match => match.ParcelId).Distinct().ToArray());
        command.Parameters.AddWithValue("wires", matches.Select(match => match.Wire.Leased.Wire.Id).Distinct().ToArray());
        var lost = new HashSet<(long, EventKey)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (parcel, key, wire) = (reader.GetInt64(0), EventKey.FromBytes(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2));
            if (!said.Contains((parcel, wire, key)) && heard.Contains((parcel, wire, reader.GetString(3))))
                lost.Add((parcel, key));
        }
        return lost;
    }

    private async Task SupersedeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<(long ParcelId, EventKey Key)> lost, CancellationToken cancel)
    {
        if (lost.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            insert into tracking.replay_reading (replay_id, parcel_id, key, kind, was_wire_id)
            select @id, s.parcel_id, s.key, 'Superseded', s.read_wire_id from unnest(@parcels, @keys) as g(parcel_id, key)
            join tracking.statement s on s.parcel_id = g.parcel_id and s.key = g.key on conflict do nothing
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("parcels", lost.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("keys", lost.Select(one => one.Key.ToBytes()).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Those that are to be kept aside: what no newer wire has decided, and that is new or read otherwise than it is stored.</summary>
    private async Task<List<(Telling Telling, long? WasWireId)>> DifferingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Telling> tellings, HashSet<(long, EventKey)> lost, CancellationToken cancel)
    {
        if (tellings.Count == 0)
            return [];
        await using var command = new NpgsqlCommand($"""
            select g.ord::int, s.read_wire_id
            from unnest(@parcels, @keys, @wires, @lost, {ReadingColumns.Arrays}) with ordinality as g(parcel_id, key, wire_id, lost, {ReadingColumns.Names}, ord)
            left join tracking.statement s on s.parcel_id = g.parcel_id and s.key = g.key and s.parcel_id = any(@of)
            left join tracking.replay_reading z on z.replay_id = @id and z.parcel_id = g.parcel_id and z.key = g.key
            where case when z.key is not null then z.kind <> 'Changed'
              else s.key is null or g.lost or g.wire_id > s.read_wire_id
                or g.wire_id = s.read_wire_id and (s.superseded_at is not null or ({ReadingColumns.Of("s")}) is distinct from ({ReadingColumns.Of("g")})) end
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("of", tellings.Select(one => one.ParcelId).Distinct().ToArray());
        command.Parameters.AddWithValue("parcels", tellings.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("keys", tellings.Select(one => one.Key.ToBytes()).ToArray());
        command.Parameters.AddWithValue("wires", tellings.Select(one => one.ReadWireId).ToArray());
        command.Parameters.AddWithValue("lost", tellings.Select(one => lost.Contains((one.ParcelId, one.Key))).ToArray());
        ReadingColumns.Add(command, [.. tellings.Select(one => one.Read)]);
        var differing = new List<(Telling, long?)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            differing.Add((tellings[reader.GetInt32(0) - 1], reader.IsDBNull(1) ? null : reader.GetInt64(1)));
        return differing;
    }

    private async Task KeepAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<(Telling Telling, long? WasWireId)> differing, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            insert into tracking.replay_reading as z (replay_id, parcel_id, key, kind, was_wire_id, table_version, wire_id, said, first_wire_id, first_received_at, trust, {ReadingColumns.Names})
            select @id, parcel_id, key, case when was_wire_id is null then 'New' else 'Changed' end, was_wire_id, table_version, wire_id, said::jsonb, first_wire_id, first_received_at, trust, {ReadingColumns.Of("g")}
            from unnest(@parcels, @keys, @was, @tables, @wires, @said, @firsts, @ats, @trusts, {ReadingColumns.Arrays})
              as g(parcel_id, key, was_wire_id, table_version, wire_id, said, first_wire_id, first_received_at, trust, {ReadingColumns.Names})
            on conflict (replay_id, parcel_id, key) do update set
              kind = case z.kind when 'Superseded' then 'Changed' else z.kind end,
              (wire_id, table_version, {ReadingColumns.Names}) = (select * from (values (excluded.wire_id, excluded.table_version, {ReadingColumns.Of("excluded")})) v where z.kind = 'Superseded'
                union all select z.wire_id, z.table_version, {ReadingColumns.Of("z")} where z.kind <> 'Superseded'),
              first_wire_id = least(z.first_wire_id, excluded.first_wire_id),
              first_received_at = least(z.first_received_at, excluded.first_received_at),
              trust = case when z.trust = 'Evidence' then z.trust else excluded.trust end
            """, connection, transaction);
        var tellings = differing.Select(one => one.Telling).ToList();
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("parcels", tellings.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("keys", tellings.Select(one => one.Key.ToBytes()).ToArray());
        command.Parameters.Add(new("was", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = differing.Select(one => one.WasWireId).ToArray() });
        ReadingColumns.Add(command, [.. tellings.Select(one => one.Read)]);
        command.Parameters.AddWithValue("wires", tellings.Select(one => one.ReadWireId).ToArray());
        command.Parameters.Add(new("said", NpgsqlDbType.Array | NpgsqlDbType.Text)
        {
            Value = differing.Select(one => one.WasWireId is null ? JsonSerializer.Serialize(one.Telling.Said, TrackingJson.Options) : null).ToArray(),
        });
        command.Parameters.AddWithValue("firsts", tellings.Select(one => one.FirstWireId).ToArray());
        command.Parameters.AddWithValue("ats", tellings.Select(one => one.FirstAt).ToArray());
        command.Parameters.AddWithValue("trusts", tellings.Select(one => one.Trust.ToString()).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task StageSnapshotsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, CancellationToken cancel)
    {
        var snapshots = matches.Where(match => match.Told.Snapshot is not null)
            .GroupBy(match => (match.ParcelId, match.Told.Snapshot!.Source, match.Told.Snapshot.Number))
            .Select(same => (same.Key.ParcelId, Snapshot: same.MaxBy(match => match.Wire.Leased.Wire.ReceivedAt)!.Told.Snapshot!)).ToList();
        if (snapshots.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            insert into tracking.replay_snapshot (replay_id, parcel_id, source, number, received_at, document)
            select @id, g.parcel_id, g.source, g.number, g.received_at, g.document::jsonb
            from unnest(@parcels, @sources, @numbers, @ats, @documents) as g(parcel_id, source, number, received_at, document)
            left join tracking.snapshot n on n.parcel_id = g.parcel_id and n.source = g.source and n.number = g.number
            where n.parcel_id is null or g.received_at > n.received_at or g.received_at = n.received_at and g.document::jsonb <> n.document
            on conflict do nothing
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("parcels", snapshots.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("sources", snapshots.Select(one => one.Snapshot.Source.Value).ToArray());
        command.Parameters.AddWithValue("numbers", snapshots.Select(one => one.Snapshot.Number.Value).ToArray());
        command.Parameters.AddWithValue("ats", snapshots.Select(one => one.Snapshot.ReceivedAt).ToArray());
        command.Parameters.AddWithValue("documents", snapshots.Select(one => JsonSerializer.Serialize(one.Snapshot, TrackingJson.Options)).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    // ---------------------------------------------------------------- second pass: parcels

    /// <summary>The parcels of which a wire in reach speaks, settled again even where no reading changed: the merge and the rules may have.</summary>
    private const string InReach = """
        (exists (select from tracking.wire_parcel b where b.parcel_id = p.id and b.wire_received_at >= @since)
            and (@only is null or exists (select from tracking.statement s where s.parcel_id = p.id and s.source = @only))
          or exists (select from tracking.replay_reading z where z.replay_id = @id and z.parcel_id = p.id)
          or exists (select from tracking.replay_snapshot z where z.replay_id = @id and z.parcel_id = p.id))
        """;

    private async Task BeginComparingAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            update tracking.replay set state = 'Comparing', cursor_parcel = 0, parcels = (select count(*) from tracking.parcel p where {InReach}) where id = @id
            """, connection, transaction) { CommandTimeout = 600 };
        Reach(command);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private void Reach(NpgsqlCommand command)
    {
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("since", Replay.Request.Since ?? Instant.FromUnixTimeSeconds(0));
        command.Parameters.Add(new("only", NpgsqlDbType.Text) { Value = (object?)Replay.Request.Carrier?.Value ?? DBNull.Value });
    }

    private async Task CompareAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Func<Wire, ReadWire> read, CancellationToken cancel)
    {
        var ids = new List<long>();
        await using (var next = new NpgsqlCommand($"""
            select p.id from tracking.parcel p where p.id > (select cursor_parcel from tracking.replay where id = @id) and {InReach} order by p.id limit @most
            """, connection, transaction))
        {
            Reach(next);
            next.Parameters.AddWithValue("most", ParcelsAtATime);
            await using var reader = await next.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                ids.Add(reader.GetInt64(0));
        }
        if (ids.Count == 0)
        {
            await EndAsync(connection, transaction, ReplayState.Done, null, cancel);
            return;
        }
        if (Replay.Request.DryRun)
            await transaction.SaveAsync("dry", cancel);
        await HotPath.ExecuteAsync(connection, transaction, cancel, Intake.Locked([.. ids]));
        var before = await BeforeAsync(connection, transaction, ids, cancel);
        var counts = await ApplyAsync(connection, transaction, ids, cancel);
        await RenewAnswersAsync(connection, transaction, ids, read, cancel);
        var settled = await _settlement.SettleAsync(connection, transaction, ids, [], "replay", cancel);
        if (Replay.Request.DryRun)
            await transaction.RollbackAsync("dry", cancel);
        await TellAsync(connection, transaction, [.. settled.Select(one => Difference(before[one.Parcel.Id], one)).OfType<Change>()], counts, ids, cancel);
    }

    private sealed record Before(string? Document, IReadOnlyList<(FindingKind Kind, string Subject, Severity Severity)> Findings, bool IsDue);

    private sealed record Change(long ParcelId, bool Timeline, Stage? StageBefore, Stage? StageAfter, IReadOnlyList<string> Findings, IReadOnlyList<LineChange> Lines);

    private static async Task<Dictionary<long, Before>> BeforeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<long> ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select p.id, t.document, coalesce(p.inspect_at <= clock_timestamp(), false)
            from tracking.parcel p left join tracking.timeline t on t.parcel_id = p.id where p.id = any(@ids);
            select parcel_id, kind, subject, severity from tracking.finding where parcel_id = any(@ids) and cleared_at is null
            """, connection, transaction);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var documents = new Dictionary<long, (string? Document, bool IsDue)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            documents[reader.GetInt64(0)] = (reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetBoolean(2));
        var findings = documents.Keys.ToDictionary(id => id, _ => new List<(FindingKind, string, Severity)>());
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            findings[reader.GetInt64(0)].Add((Enum.Parse<FindingKind>(reader.GetString(1)), reader.GetString(2), Enum.Parse<Severity>(reader.GetString(3))));
        return documents.ToDictionary(one => one.Key, one => new Before(one.Value.Document, findings[one.Key], one.Value.IsDue));
    }

    /// <summary>What differs; null where nothing does. Findings that time alone would have changed by now are the sweep's, not the replay's.</summary>
    private static Change? Difference(Before before, Settlement.Settled after)
    {
        var findings = new List<string>();
        if (after.Changed || !before.IsDue)
        {
            var was = before.Findings.ToDictionary(one => (one.Kind, one.Subject), one => one.Severity);
            var now = after.Inspection.Findings.ToDictionary(one => (one.Kind, one.Subject), one => one.Severity);
            findings.AddRange(now.Keys.Where(one => !was.ContainsKey(one)).Select(one => $"opened {one.Kind}"));
            findings.AddRange(was.Keys.Where(one => !now.ContainsKey(one)).Select(one => $"cleared {one.Kind}"));
            findings.AddRange(now.Where(one => was.TryGetValue(one.Key, out var severity) && severity != one.Value).Select(one => $"changed {one.Key.Kind}"));
        }
        if (!after.Changed && findings.Count == 0)
            return null;
        var old = before.Document is { } document && after.Changed ? JsonSerializer.Deserialize<Timeline>(document, TrackingJson.Options) : after.Changed ? null : after.Timeline;
        return new Change(after.Parcel.Id, after.Changed, old?.Stage, after.Timeline.Stage, findings, after.Changed ? TimelineDiff.Of(old, after.Timeline) : []);
    }

    private sealed record Counts(long Changed, long New, long Superseded);

    /// <summary>Applies what is kept aside for these parcels; what live wires have decided meanwhile stays.</summary>
    private async Task<Counts> ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<long> ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            with aside as (select * from tracking.replay_reading where replay_id = @id and parcel_id = any(@ids)),
            changed as (
              update tracking.statement s set {ReadingColumns.Set("z")}, table_version = z.table_version, read_wire_id = z.wire_id, superseded_at = null
              from aside z, tracking.statement was
              where z.kind = 'Changed' and s.parcel_id = z.parcel_id and s.key = z.key and was.parcel_id = z.parcel_id and was.key = z.key
                and s.parcel_id = any(@ids) and was.parcel_id = any(@ids) and (s.read_wire_id = z.was_wire_id or s.read_wire_id < z.wire_id)
              returning was.superseded_at is not null or ({ReadingColumns.Of("was")}) is distinct from ({ReadingColumns.Of("z")}) as otherwise),
            superseded as (
              update tracking.statement s set superseded_at = clock_timestamp() from aside z
              where z.kind = 'Superseded' and s.parcel_id = z.parcel_id and s.key = z.key and s.parcel_id = any(@ids) and s.read_wire_id = z.was_wire_id returning 1)
            select (select count(*) from changed where otherwise), (select count(*) from superseded);
            select z.parcel_id, z.said::text, z.first_wire_id, z.first_received_at, z.wire_id, z.trust, z.table_version, {ReadingColumns.Texts("z")}
            from tracking.replay_reading z where replay_id = @id and parcel_id = any(@ids) and kind = 'New';
            insert into tracking.snapshot as n (parcel_id, source, number, received_at, document)
            select parcel_id, source, number, received_at, document from tracking.replay_snapshot where replay_id = @id and parcel_id = any(@ids)
            on conflict (parcel_id, source, number) do update set received_at = excluded.received_at, document = excluded.document where excluded.received_at >= n.received_at;
            select z.parcel_id, l.id, z.document::text from tracking.replay_snapshot z join tracking.leg l on l.parcel_id = z.parcel_id and l.number = z.number and l.detached_at is null
            where z.replay_id = @id and z.parcel_id = any(@ids)
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var tellings = new List<Telling>();
        var announced = new List<(long, long, NextNumber)>();
        long changed, superseded;
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            await reader.ReadAsync(cancel);
            (changed, superseded) = (reader.GetInt64(0), reader.GetInt64(1));
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var said = JsonSerializer.Deserialize<Statement>(reader.GetString(1), TrackingJson.Options)!;
                tellings.Add(new Telling(reader.GetInt64(0), EventKey.Of(said), said, ReadingColumns.Read(reader, 7, reader.GetString(6)),
                    reader.GetInt64(2), reader.GetFieldValue<Instant>(3), reader.GetInt64(4), Enum.Parse<Trust>(reader.GetString(5))));
            }
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
                announced.AddRange(JsonSerializer.Deserialize<Snapshot>(reader.GetString(2), TrackingJson.Options)!.Next.Select(next => (reader.GetInt64(0), reader.GetInt64(1), next)));
        }
        if (tellings.Count > 0)
        {
            await HotPath.ExecuteAsync(connection, transaction, cancel, Intake.Tied([.. tellings.Select(one => (one.ParcelId, one.FirstWireId, one.FirstAt)).Distinct()]));
            var histories = await ParcelStore.LockAsync(connection, transaction, [.. tellings.Select(one => one.ParcelId).Distinct().Order()], cancel);
            await Intake.AppendAsync(connection, transaction, histories, tellings, cancel);
        }
        await Intake.AddLegsAsync(connection, transaction, announced, cancel);
        return new Counts(changed, tellings.Count, superseded);
    }

    /// <summary>
    /// Complete answers are kept by the keys they leave out: where those were given anew, the answers in reach are held against them once more, the wire itself saying what it does tell.
    /// </summary>
    private async Task RenewAnswersAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<long> ids, Func<Wire, ReadWire> read, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            select f.parcel_id, f.source, f.number, {WireStore.Columns} from tracking.full_answer f join tracking.wire w on w.received_at = f.received_at and w.id = f.wire_id
            where f.parcel_id = any(@ids) and f.received_at >= @since and (@only is null or w.carrier = @only)
              and exists (select from tracking.replay_reading z where z.replay_id = @id and z.parcel_id = f.parcel_id and z.kind in ('New', 'Superseded'))
            order by f.received_at, f.wire_id
            """, connection, transaction);
        Reach(command);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var wholes = new List<WholeTelling>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                var (parcel, source, number) = (reader.GetInt64(0), new CarrierId(reader.GetString(1)), TrackingNumber.Get(reader.GetString(2)));
                var wire = WireStore.Wire(reader, 3);
                if (read(wire).Numbers.FirstOrDefault(told => told is { IsWhole: true, Events: [var first, ..] } && (first.Said.Source, first.Said.Number) == (source, number)) is { } told)
                    wholes.Add(new WholeTelling(parcel, wire.Id, wire.ReceivedAt, told.Events));
            }
        }
        if (wholes.Count == 0)
            return;
        var histories = await ParcelStore.LockAsync(connection, transaction, [.. wholes.Select(whole => whole.ParcelId).Distinct().Order()], cancel);
        foreach (var history in histories.Values)
            history.Correct();
        await Settlement.RenewAbsencesAsync(connection, transaction, histories, wholes, cancel);
    }

    private async Task TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Change> changes, Counts counts, List<long> ids, CancellationToken cancel)
    {
        // Lines are kept for the first parcels alone: the table must not grow by what nobody will read.
        var examples = Math.Max(0, ReplayStore.MostExamples - (int)Math.Min(int.MaxValue, Replay.TimelinesChanged));
        await using var command = new NpgsqlCommand("""
            insert into tracking.replay_change (replay_id, parcel_id, stage_before, stage_after, findings, lines)
            select @id, parcel_id, stage_before, stage_after, coalesce(string_to_array(nullif(findings, ''), ','), '{}'), lines::jsonb
            from unnest(@parcels, @befores, @afters, @found, @lines) as g(parcel_id, stage_before, stage_after, findings, lines)
            on conflict do nothing;
            update tracking.replay set cursor_parcel = @cursor, parcels_compared = parcels_compared + @compared, readings_changed = readings_changed + @changed,
              statements_new = statements_new + @new, statements_superseded = statements_superseded + @superseded, timelines_changed = timelines_changed + @timelines,
              stages_changed = stages_changed + @stages, findings_opened = findings_opened + @opened, findings_cleared = findings_cleared + @cleared,
              findings_changed = findings_changed + @moved where id = @id
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("parcels", changes.Select(one => one.ParcelId).ToArray());
        command.Parameters.Add(new("befores", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = changes.Select(one => one.StageBefore?.ToString()).ToArray() });
        command.Parameters.Add(new("afters", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = changes.Select(one => one.StageAfter?.ToString()).ToArray() });
        command.Parameters.AddWithValue("found", changes.Select(one => string.Join(',', one.Findings)).ToArray());
        command.Parameters.Add(new("lines", NpgsqlDbType.Array | NpgsqlDbType.Text)
        {
            Value = changes.Select((one, index) => index < examples ? JsonSerializer.Serialize(one.Lines, TrackingJson.Options) : null).ToArray(),
        });
        command.Parameters.AddWithValue("cursor", ids[^1]);
        command.Parameters.AddWithValue("compared", ids.Count);
        command.Parameters.AddWithValue("changed", counts.Changed);
        command.Parameters.AddWithValue("new", counts.New);
        command.Parameters.AddWithValue("superseded", counts.Superseded);
        command.Parameters.AddWithValue("timelines", changes.Count(one => one.Timeline));
        command.Parameters.AddWithValue("stages", changes.Count(one => one.StageBefore != one.StageAfter));
        command.Parameters.AddWithValue("opened", changes.Sum(one => one.Findings.Count(found => found.StartsWith("opened", StringComparison.Ordinal))));
        command.Parameters.AddWithValue("cleared", changes.Sum(one => one.Findings.Count(found => found.StartsWith("cleared", StringComparison.Ordinal))));
        command.Parameters.AddWithValue("moved", changes.Sum(one => one.Findings.Count(found => found.StartsWith("changed", StringComparison.Ordinal))));
        await command.ExecuteNonQueryAsync(cancel);
    }
}
