using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

// The first pass: wires are read again, and what they say otherwise than it is stored is kept aside.
public sealed partial class ReplayWork
{
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
        var found = matches.SelectMany(match => match.Told.Events.Select(one => Telling.Of(match.ParcelId, one, match.Wire.Leased.Wire))).ToList();
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

    private async Task StageAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, List<Telling> found, CancellationToken cancel)
    {
        var lost = await LostAsync(connection, transaction, matches, found, cancel);
        var tellings = found.GroupBy(one => (one.ParcelId, one.Key)).Select(same => same.Aggregate((one, other) => one.With(other))).ToList();
        var said = tellings.Select(one => (one.ParcelId, one.Key)).ToHashSet();
        await SupersedeAsync(connection, transaction, [.. lost.Where(one => !said.Contains(one))], cancel);
        var differing = await DifferingAsync(connection, transaction, tellings, lost, cancel);
        if (differing.Count > 0)
            await KeepAsync(connection, transaction, differing, cancel);
    }

    /// <summary>Statements whose newest wire is in this batch, is read and speaks of their number, but does not say them any more.</summary>
    private static async Task<HashSet<(long ParcelId, EventKey Key)>> LostAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, List<Telling> found, CancellationToken cancel)
    {
        var said = found.Select(one => (one.ParcelId, one.ReadWireId, one.Key)).ToHashSet();
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
}
