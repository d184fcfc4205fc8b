using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>
/// Takes what wires say into the parcels they speak of: statements appended (a repeat keeps the earliest wire), readings, snapshots and
/// second numbers kept, parcels settled and the inbox cleared, all in one transaction.
/// </summary>
public sealed class Intake(NpgsqlDataSource database, Settlement settlement)
{
    /// <summary>Applies a batch that <paramref name="worker"/> holds the lease of; the legs it spoke of, for their next ask.</summary>
    public async Task<IReadOnlyList<AnsweredLeg>> ApplyAsync(IReadOnlyList<ReadWire> wires, Guid worker, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var matches = await MatchAsync(connection, transaction, wires, cancel);
        var requeued = await KeepForLaterAsync(connection, transaction, wires, matches, cancel);
        var parcels = matches.Select(match => match.ParcelId).Distinct().Order().ToArray();
        var answered = new List<AnsweredLeg>();
        if (parcels.Length > 0)
        {
            await LockAsync(connection, transaction, parcels, cancel);
            var fresh = await AppendAsync(connection, transaction, matches, cancel);
            await KeepSnapshotsAsync(connection, transaction, matches, cancel);
            await AddLegsAsync(connection, transaction, matches, cancel);
            await RecordOutcomesAsync(connection, transaction, matches, cancel);
            await settlement.SettleAsync(connection, transaction, parcels, cancel);
            answered = await AnsweredAsync(connection, transaction, matches, fresh, cancel);
        }
        await ClearAsync(connection, transaction, wires, requeued, worker, cancel);
        await transaction.CommitAsync(cancel);
        return answered;
    }

    /// <summary>Sets a wire aside with the reason and takes it out of the inbox.</summary>
    public async Task SetAsideAsync(LeasedWire leased, string why, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with kept as (
              insert into tracking.quarantine (wire_id, wire_received_at, carrier, why) values (@wire, @at, @carrier, @why) on conflict do nothing)
            delete from tracking.inbox where id = @inbox
            """);
        command.Parameters.AddWithValue("wire", leased.Wire.Id);
        command.Parameters.AddWithValue("at", leased.Wire.ReceivedAt);
        command.Parameters.AddWithValue("carrier", leased.Wire.Carrier.Value);
        command.Parameters.AddWithValue("why", why);
        command.Parameters.AddWithValue("inbox", leased.InboxId);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private sealed record Match(long ParcelId, long LegId, ReadWire Wire, ToldNumber Told);

    private static async Task<List<Match>> MatchAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ReadWire> wires, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select id, parcel_id, carrier, number from tracking.leg where number = any(@numbers) and detached_at is null order by id
            """, connection, transaction);
        command.Parameters.AddWithValue("numbers", wires.SelectMany(wire => wire.Numbers).SelectMany(Names).Select(number => number.Value).Distinct().ToArray());
        var legs = new List<(long Id, long ParcelId, string? Carrier, string Number)>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                legs.Add((reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetString(3)));
        var byNumber = legs.ToLookup(leg => leg.Number);
        return [.. from wire in wires
                   from told in wire.Numbers
                   from leg in Names(told).SelectMany(number => byNumber[number.Value])
                   where wire.FromAggregator || leg.Carrier is null || leg.Carrier == wire.Leased.Wire.Carrier.Value
                   select new Match(leg.ParcelId, leg.Id, wire, told)];
    }

    private static IEnumerable<TrackingNumber> Names(ToldNumber told) => told.Aliases.Prepend(told.Number).Distinct();

    /// <summary>Keeps pushes for numbers nobody registered; returns the inbox entries to read again because the number was registered this moment.</summary>
    private static async Task<HashSet<long>> KeepForLaterAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ReadWire> wires, List<Match> matches, CancellationToken cancel)
    {
        var known = matches.Select(match => (match.Wire, match.Told)).ToHashSet();
        var unknown = (from wire in wires
                       where wire.Leased.Wire.Kind is WireKind.Push
                       from told in wire.Numbers
                       where !known.Contains((wire, told))
                       from number in Names(told)
                       select (Wire: wire, Number: number)).ToList();
        if (unknown.Count == 0)
            return [];
        await using var command = new NpgsqlCommand("""
            select tracking.lock_numbers(@numbers);
            with given as (select * from unnest(@inboxes, @numbers, @carriers, @aggregators, @wires, @ats) as g(inbox, number, carrier, aggregator, wire, at)),
            registered as (
              select distinct g.inbox from given g join tracking.leg l on l.number = g.number and l.detached_at is null
                and (g.aggregator or l.carrier is null or l.carrier = g.carrier)),
            kept as (
              insert into tracking.waiting (number, carrier, wire_id, wire_received_at)
              select number, carrier, wire, at from given where inbox not in (select inbox from registered)
              on conflict do nothing)
            select inbox from registered
            """, connection, transaction);
        command.Parameters.AddWithValue("inboxes", unknown.Select(one => one.Wire.Leased.InboxId).ToArray());
        command.Parameters.AddWithValue("numbers", unknown.Select(one => one.Number.Value).ToArray());
        command.Parameters.AddWithValue("carriers", unknown.Select(one => one.Wire.Leased.Wire.Carrier.Value).ToArray());
        command.Parameters.AddWithValue("aggregators", unknown.Select(one => one.Wire.FromAggregator).ToArray());
        command.Parameters.AddWithValue("wires", unknown.Select(one => one.Wire.Leased.Wire.Id).ToArray());
        command.Parameters.AddWithValue("ats", unknown.Select(one => one.Wire.Leased.Wire.ReceivedAt).ToArray());
        var requeued = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            requeued.Add(reader.GetInt64(0));
        return requeued;
    }

    private static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long[] parcels, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select id from tracking.parcel where id = any(@ids) order by id for update", connection, transaction);
        command.Parameters.AddWithValue("ids", parcels);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Appends statements and writes their readings; the parcels that have heard something new.</summary>
    private static async Task<HashSet<long>> AppendAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, CancellationToken cancel)
    {
        // One statement may come in several wires of a batch: the earliest carries it, the newest is how we read it, the best proof counts.
        var told = matches
            .SelectMany(match => match.Told.Events.Select(one => (match.ParcelId, match.Wire.Leased.Wire, Event: one)))
            .GroupBy(one => (one.ParcelId, one.Event.Key))
            .Select(same => (same.Key.ParcelId, First: same.MinBy(one => one.Wire.Id), Newest: same.MaxBy(one => one.Wire.Id), Trust: same.Min(one => one.Wire.Trust)))
            .OrderBy(one => one.ParcelId).ThenBy(one => one.First.Event.Key)
            .ToList();
        await using var command = new NpgsqlCommand("""
            with given as (
              select * from unnest(@parcels, @keys, @sources, @numbers, @carriers, @parts, @codes, @subs, @wordings, @languages, @clocks, @walls, @places, @wires, @ats, @trusts)
                as g(parcel_id, key, source, number, carrier, part, code, sub_code, wording, language, clock, wall_clock, place_said, wire_id, received_at, trust)),
            read as (
              insert into tracking.reading (parcel_id, key, milestone, reason, class, local, offset_seconds, basis, place, mapping, table_version, wire_id)
              select parcel_id, key, milestone, reason, class, local, offset_seconds, basis, place::jsonb, mapping, table_version, wire_id
              from unnest(@parcels, @keys, @milestones, @reasons, @classes, @locals, @offsets, @bases, @read_places, @mappings, @tables, @read_wires)
                as g(parcel_id, key, milestone, reason, class, local, offset_seconds, basis, place, mapping, table_version, wire_id)
              on conflict (parcel_id, key) do update set milestone = excluded.milestone, reason = excluded.reason, class = excluded.class, local = excluded.local,
                offset_seconds = excluded.offset_seconds, basis = excluded.basis, place = excluded.place, mapping = excluded.mapping,
                table_version = excluded.table_version, wire_id = excluded.wire_id
              where excluded.wire_id >= tracking.reading.wire_id),
            tied as (
              insert into tracking.wire_parcel (parcel_id, wire_id, wire_received_at)
              select * from unnest(@tie_parcels, @tie_wires, @tie_ats) on conflict do nothing),
            known as materialized (
              select parcel_id, key from tracking.statement where parcel_id = any(@parcels) and key = any(@keys)),
            appended as (
              insert into tracking.statement as s (parcel_id, key, source, number, carrier, part, code, sub_code, wording, language, clock, wall_clock, place_said, wire_id, received_at, trust)
              select * from given
              on conflict (parcel_id, key) do update set
                wire_id = least(s.wire_id, excluded.wire_id),
                received_at = least(s.received_at, excluded.received_at),
                trust = case when s.trust = 'Evidence' then s.trust else excluded.trust end
              where excluded.wire_id < s.wire_id or (s.trust <> 'Evidence' and excluded.trust = 'Evidence'))
            select distinct parcel_id from given where (parcel_id, key) not in (select parcel_id, key from known)
            """, connection, transaction);
        var texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
        void Texts(string name, IEnumerable<string?> values) => command.Parameters.Add(new NpgsqlParameter(name, texts) { Value = values.ToArray() });
        command.Parameters.AddWithValue("parcels", told.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("keys", told.Select(one => one.First.Event.Key.ToBytes()).ToArray());
        var said = told.Select(one => one.First.Event.Said).ToList();
        Texts("sources", said.Select(one => one.Source.Value));
        Texts("numbers", said.Select(one => one.Number.Value));
        Texts("carriers", said.Select(one => one.Carrier));
        Texts("parts", said.Select(one => one.Part));
        Texts("codes", said.Select(one => one.Code));
        Texts("subs", said.Select(one => one.SubCode));
        Texts("wordings", said.Select(one => one.Wording));
        Texts("languages", said.Select(one => one.Language));
        Texts("clocks", said.Select(one => one.Clock));
        Texts("walls", said.Select(one => one.WallClock));
        Texts("places", said.Select(one => one.PlaceSaid));
        command.Parameters.AddWithValue("wires", told.Select(one => one.First.Wire.Id).ToArray());
        command.Parameters.AddWithValue("ats", told.Select(one => one.First.Wire.ReceivedAt).ToArray());
        Texts("trusts", told.Select(one => one.Trust.ToString()));
        var read = told.Select(one => one.Newest.Event.Read).ToList();
        Texts("milestones", read.Select(one => one.Milestone?.ToString()));
        Texts("reasons", read.Select(one => one.Reason?.ToString()));
        Texts("classes", read.Select(one => one.Class.ToString()));
        command.Parameters.Add(new NpgsqlParameter("locals", NpgsqlDbType.Array | NpgsqlDbType.Timestamp) { Value = read.Select(one => one.Time?.Local).ToArray() });
        command.Parameters.Add(new NpgsqlParameter("offsets", NpgsqlDbType.Array | NpgsqlDbType.Integer) { Value = read.Select(one => one.Time?.Offset?.Seconds).ToArray() });
        Texts("bases", read.Select(one => one.Time?.Basis.ToString()));
        Texts("read_places", read.Select(one => one.Place is null ? null : JsonSerializer.Serialize(one.Place, TrackingJson.Options)));
        Texts("mappings", read.Select(one => one.Mapping));
        Texts("tables", read.Select(one => one.TableVersion));
        command.Parameters.AddWithValue("read_wires", told.Select(one => one.Newest.Wire.Id).ToArray());
        var ties = matches.Select(match => (match.ParcelId, match.Wire.Leased.Wire.Id, match.Wire.Leased.Wire.ReceivedAt)).Distinct().ToList();
        command.Parameters.AddWithValue("tie_parcels", ties.Select(tie => tie.ParcelId).ToArray());
        command.Parameters.AddWithValue("tie_wires", ties.Select(tie => tie.Id).ToArray());
        command.Parameters.AddWithValue("tie_ats", ties.Select(tie => tie.ReceivedAt).ToArray());
        var fresh = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            fresh.Add(reader.GetInt64(0));
        return fresh;
    }

    private static async Task KeepSnapshotsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, CancellationToken cancel)
    {
        var snapshots = matches
            .Where(match => match.Told.Snapshot is not null)
            .Select(match => (match.ParcelId, Snapshot: match.Told.Snapshot!, match.Wire.Leased.Wire.ReceivedAt))
            .GroupBy(one => (one.ParcelId, one.Snapshot.Source, one.Snapshot.Number))
            .Select(same => same.MaxBy(one => one.ReceivedAt))
            .ToList();
        await using var command = new NpgsqlCommand("""
            insert into tracking.snapshot (parcel_id, source, number, received_at, document)
            select parcel_id, source, number, received_at, document::jsonb
            from unnest(@parcels, @sources, @numbers, @ats, @documents) as g(parcel_id, source, number, received_at, document)
            on conflict (parcel_id, source, number) do update set received_at = excluded.received_at, document = excluded.document
            where excluded.received_at > tracking.snapshot.received_at
            """, connection, transaction);
        command.Parameters.AddWithValue("parcels", snapshots.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("sources", snapshots.Select(one => one.Snapshot.Source.Value).ToArray());
        command.Parameters.AddWithValue("numbers", snapshots.Select(one => one.Snapshot.Number.Value).ToArray());
        command.Parameters.AddWithValue("ats", snapshots.Select(one => one.ReceivedAt).ToArray());
        command.Parameters.AddWithValue("documents", snapshots.Select(one => JsonSerializer.Serialize(one.Snapshot, TrackingJson.Options)).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A second number announced by a carrier becomes a leg that is asked in its own right; wires that waited for it are read again.</summary>
    private static async Task AddLegsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, CancellationToken cancel)
    {
        var next = matches
            .SelectMany(match => (match.Told.Snapshot?.Next ?? []).Select(one => (match.ParcelId, match.LegId, Next: one)))
            .DistinctBy(one => (one.ParcelId, one.Next.Number))
            .OrderBy(one => one.Next.Number).ToList();
        if (next.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            select tracking.lock_numbers(@numbers);
            with given as (select * from unnest(@parcels, @legs, @carriers, @numbers, @roles) as g(parcel_id, leg_id, carrier, number, role)),
            added as (
              insert into tracking.leg (parcel_id, carrier, number, role, added_by, next_ask_at)
              select g.parcel_id, g.carrier, g.number, g.role, 'announced', clock_timestamp() from given g
              where not exists (select from tracking.leg l where l.parcel_id = g.parcel_id and l.number = g.number)
              on conflict do nothing returning parcel_id),
            first as (
              update tracking.leg l set role = 'FirstMile' from given g
              where l.id = g.leg_id and l.role = 'WholeWay' and g.role = 'LastMile' and g.parcel_id in (select parcel_id from added))
            select count(*) from added;
            select tracking.release_waiting(@numbers)
            """, connection, transaction);
        command.Parameters.AddWithValue("parcels", next.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("legs", next.Select(one => one.LegId).ToArray());
        command.Parameters.Add(new NpgsqlParameter("carriers", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = next.Select(one => one.Next.Carrier?.Value).ToArray() });
        command.Parameters.AddWithValue("numbers", next.Select(one => one.Next.Number.Value).ToArray());
        command.Parameters.AddWithValue("roles", next.Select(one => one.Next.Role.ToString()).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Notes on each leg how its number was answered; a leg whose carrier was undecided belongs to whoever tracks it.</summary>
    private static async Task RecordOutcomesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, CancellationToken cancel)
    {
        var latest = matches.GroupBy(match => match.LegId).Select(same => same.MaxBy(match => match.Wire.Leased.Wire.Id)!).OrderBy(match => match.LegId).ToList();
        await using var command = new NpgsqlCommand("""
            update tracking.leg l set answered_at = greatest(l.answered_at, g.at), outcome = g.outcome, outcome_why = g.why, failures = 0,
              not_found_since = case when g.outcome = 'NotFound' then coalesce(l.not_found_since, g.at) end,
              carrier = case when l.carrier is null and g.outcome = 'Tracked' and not g.aggregator then g.carrier else l.carrier end
            from unnest(@legs, @outcomes, @whys, @ats, @carriers, @aggregators) as g(leg_id, outcome, why, at, carrier, aggregator)
            where l.id = g.leg_id
            """, connection, transaction);
        command.Parameters.AddWithValue("legs", latest.Select(match => match.LegId).ToArray());
        command.Parameters.AddWithValue("outcomes", latest.Select(match => match.Told.Outcome).ToArray());
        command.Parameters.Add(new NpgsqlParameter("whys", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = latest.Select(match => match.Told.Why).ToArray() });
        command.Parameters.AddWithValue("ats", latest.Select(match => match.Wire.Leased.Wire.ReceivedAt).ToArray());
        command.Parameters.AddWithValue("carriers", latest.Select(match => match.Wire.Leased.Wire.Carrier.Value).ToArray());
        command.Parameters.AddWithValue("aggregators", latest.Select(match => match.Wire.FromAggregator).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<AnsweredLeg>> AnsweredAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Match> matches, HashSet<long> fresh, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select l.id, l.parcel_id, l.carrier, t.stage, t.last_scan_at, t.last_news_at
            from tracking.leg l left join tracking.timeline t on t.parcel_id = l.parcel_id where l.id = any(@legs)
            """, connection, transaction);
        command.Parameters.AddWithValue("legs", matches.Select(match => match.LegId).Distinct().ToArray());
        var latest = matches.GroupBy(match => match.LegId).ToDictionary(same => same.Key, same => same.MaxBy(match => match.Wire.Leased.Wire.Id)!);
        var answered = new List<AnsweredLeg>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var match = latest[reader.GetInt64(0)];
            answered.Add(new AnsweredLeg(
                reader.GetInt64(0),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                match.Wire.Leased.Wire.Kind,
                match.Wire.Leased.Wire.Trust,
                match.Told.Outcome,
                reader.IsDBNull(3) ? null : Enum.Parse<Stage>(reader.GetString(3)),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<Instant>(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<Instant>(5),
                fresh.Contains(reader.GetInt64(1))));
        }
        return answered;
    }

    private static async Task ClearAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ReadWire> wires, HashSet<long> requeued, Guid worker, CancellationToken cancel)
    {
        var aside = wires.Where(wire => wire.SetAside is not null).ToList();
        await using var command = new NpgsqlCommand("""
            insert into tracking.quarantine (wire_id, wire_received_at, carrier, why)
            select * from unnest(@aside, @aside_ats, @aside_carriers, @whys) on conflict do nothing;
            update tracking.inbox set lease_until = null, attempts = attempts - 1 where id = any(@requeued) and lease_by = @worker;
            delete from tracking.inbox where id = any(@done) and lease_by = @worker
            """, connection, transaction);
        command.Parameters.AddWithValue("aside", aside.Select(wire => wire.Leased.Wire.Id).ToArray());
        command.Parameters.AddWithValue("aside_ats", aside.Select(wire => wire.Leased.Wire.ReceivedAt).ToArray());
        command.Parameters.AddWithValue("aside_carriers", aside.Select(wire => wire.Leased.Wire.Carrier.Value).ToArray());
        command.Parameters.AddWithValue("whys", aside.Select(wire => wire.SetAside!).ToArray());
        command.Parameters.AddWithValue("requeued", requeued.ToArray());
        command.Parameters.AddWithValue("done", wires.Select(wire => wire.Leased.InboxId).Where(id => !requeued.Contains(id)).ToArray());
        command.Parameters.AddWithValue("worker", worker);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
