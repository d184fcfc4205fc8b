using System.Security.Cryptography;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Wires and the inbox of those not read yet. What it returns is committed.</summary>
public sealed class WireStore(NpgsqlDataSource database)
{
    /// <summary>Stores polled answers and queues them for reading, in one commit; ids in the order given. The database's clock dates them.</summary>
    public async Task<IReadOnlyList<long>> AppendAsync(IReadOnlyList<Wire> wires, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with given as materialized (
              select nextval('tracking.wire_seq') as id, clock_timestamp() as received_at, g.*
              from unnest(@carrier, @kind, @trust, @status, @type, @retry, @asked, @body) with ordinality
                as g(carrier, kind, trust, status, type, retry, asked, body, ord)),
            stored as (
              insert into tracking.wire (id, received_at, carrier, kind, trust, status, content_type, retry_after_seconds, asked, body)
              select id, received_at, carrier, kind, trust, status, type, retry, string_to_array(asked, ' '), body from given),
            queued as (
              insert into tracking.inbox (wire_id, wire_received_at) select id, received_at from given order by ord),
            told as (select pg_notify('tracking_inbox', ''))
            select id from given, told order by ord
            """);
        Fill(command, wires);
        var ids = new List<long>(wires.Count);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    /// <summary>
    /// Stores proven pushes and queues them, in one commit; a receipt each, in the order given. A body that this carrier pushed
    /// before gives its first receipt and stores nothing.
    /// </summary>
    public async Task<IReadOnlyList<string>> AppendPushesAsync(IReadOnlyList<Wire> pushes, CancellationToken cancel)
    {
        var hashes = pushes.Select(push => SHA256.HashData(push.Body.Span)).ToArray();
        await using (var command = database.CreateCommand("""
            with given as materialized (
              select nextval('tracking.wire_seq') as id, clock_timestamp() as received_at, g.*
              from unnest(@carrier, @kind, @trust, @status, @type, @retry, @asked, @body, @hash, @receipt) with ordinality
                as g(carrier, kind, trust, status, type, retry, asked, body, hash, receipt, ord)),
            once as (select distinct on (carrier, hash) * from given order by carrier, hash, ord),
            fresh as (
              insert into tracking.push_seen (carrier, body_hash, receipt, wire_id, wire_received_at)
              select carrier, hash, receipt, id, received_at from once order by carrier, hash
              on conflict (carrier, body_hash) do nothing
              returning wire_id),
            stored as (
              insert into tracking.wire (id, received_at, carrier, kind, trust, status, content_type, retry_after_seconds, asked, body)
              select id, received_at, carrier, kind, trust, status, type, retry, '{}', body from once join fresh on fresh.wire_id = once.id),
            queued as (
              insert into tracking.inbox (wire_id, wire_received_at)
              select id, received_at from once join fresh on fresh.wire_id = once.id order by ord),
            repeated as (
              insert into tracking.carrier_hour as h (carrier, hour, repeated)
              select carrier, date_trunc('hour', now(), 'UTC'), count(*) from given where id not in (select wire_id from fresh) group by carrier order by carrier
              on conflict (carrier, hour) do update set repeated = h.repeated + excluded.repeated)
            select pg_notify('tracking_inbox', '')
            """))
        {
            Fill(command, pushes);
            command.Parameters.AddWithValue("hash", hashes);
            command.Parameters.AddWithValue("receipt", pushes.Select(_ => Receipt()).ToArray());
            await command.ExecuteNonQueryAsync(cancel);
        }
        await using var asked = database.CreateCommand("""
            select s.receipt from unnest(@carrier, @hash) with ordinality as g(carrier, hash, ord)
            join tracking.push_seen s on s.carrier = g.carrier and s.body_hash = g.hash order by g.ord
            """);
        asked.Parameters.AddWithValue("carrier", pushes.Select(push => push.Carrier.Value).ToArray());
        asked.Parameters.AddWithValue("hash", hashes);
        var receipts = new List<string>(pushes.Count);
        await using var reader = await asked.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            receipts.Add(reader.GetString(0));
        return receipts;
    }

    /// <summary>A receipt: 80 random bits in 16 letters and digits that cannot be misread.</summary>
    public static string Receipt() => RandomNumberGenerator.GetString("23456789abcdefghjkmnpqrstuvwxyz", 16);

    /// <summary>Takes up to <paramref name="most"/> unread wires for half a minute; nobody else gets them before that is over.</summary>
    public async Task<IReadOnlyList<LeasedWire>> LeaseAsync(Guid worker, int most, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        // A lease that a crash takes back is no loss: nobody need wait for the disk. Planned once for a connection, by keys alone: made anew for each batch, a plan over all months of wires takes a
        // sixth of the time, and one made for good by the statistics of a small inbox would read all wires.
        await using var command = new NpgsqlCommand($"""
            select set_config('synchronous_commit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
              set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true);
            with leased as (
              update tracking.inbox set lease_until = clock_timestamp() + interval '30 s', lease_by = @worker, attempts = attempts + 1
              where id in (
                select id from tracking.inbox where lease_until is null or lease_until < clock_timestamp()
                order by id limit @most for update skip locked)
              returning id, wire_id, wire_received_at, attempts)
            select l.id, l.attempts, {Columns}
            from leased l join tracking.wire w on w.received_at = l.wire_received_at and w.id = l.wire_id
            order by l.id
            """, connection);
        command.Parameters.AddWithValue("worker", worker);
        command.Parameters.AddWithValue("most", most);
        await command.PrepareAsync(cancel);
        var wires = new List<LeasedWire>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            wires.Add(new LeasedWire(reader.GetInt64(0), reader.GetInt32(1), Wire(reader, 2)));
        return wires;
    }

    /// <summary>A wire by its id, or null where retention dropped it.</summary>
    public async Task<Wire?> FindAsync(long id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.wire w where w.id = @id");
        command.Parameters.AddWithValue("id", id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Wire(reader, 0) : null;
    }

    /// <summary>The columns of <see cref="Wire"/>.</summary>
    internal const string Columns = "w.id, w.received_at, w.carrier, w.kind, w.trust, w.status, w.content_type, w.retry_after_seconds, w.asked, w.body";

    internal static Wire Wire(NpgsqlDataReader reader, int first) => new()
    {
        Id = reader.GetInt64(first),
        ReceivedAt = reader.GetFieldValue<Instant>(first + 1),
        Carrier = new CarrierId(reader.GetString(first + 2)),
        Kind = Enum.Parse<WireKind>(reader.GetString(first + 3)),
        Trust = Enum.Parse<Trust>(reader.GetString(first + 4)),
        Status = reader.GetInt32(first + 5),
        ContentType = reader.IsDBNull(first + 6) ? null : reader.GetString(first + 6),
        RetryAfterSeconds = reader.IsDBNull(first + 7) ? null : reader.GetInt32(first + 7),
        Asked = [.. reader.GetFieldValue<string[]>(first + 8).Select(TrackingNumber.Get)],
        Body = reader.GetFieldValue<byte[]>(first + 9),
    };

    private static void Fill(NpgsqlCommand command, IReadOnlyList<Wire> wires)
    {
        command.Parameters.AddWithValue("carrier", wires.Select(wire => wire.Carrier.Value).ToArray());
        command.Parameters.AddWithValue("kind", wires.Select(wire => wire.Kind.ToString()).ToArray());
        command.Parameters.AddWithValue("trust", wires.Select(wire => wire.Trust.ToString()).ToArray());
        command.Parameters.AddWithValue("status", wires.Select(wire => wire.Status).ToArray());
        command.Parameters.Add(new NpgsqlParameter("type", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = wires.Select(wire => wire.ContentType).ToArray() });
        command.Parameters.Add(new NpgsqlParameter("retry", NpgsqlDbType.Array | NpgsqlDbType.Integer) { Value = wires.Select(wire => wire.RetryAfterSeconds).ToArray() });
        command.Parameters.AddWithValue("asked", wires.Select(wire => string.Join(' ', wire.Asked.Select(number => number.Value))).ToArray());
        command.Parameters.AddWithValue("body", wires.Select(wire => wire.Body.ToArray()).ToArray());
    }
}
