using NodaTime;
using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>Looks up what became of pushes: by receipt, and those of a carrier that were refused or set aside.</summary>
public sealed class PushFateStore(NpgsqlDataSource database)
{
    /// <summary>The push with this receipt; null where none is known, or where it was refused beyond the day's sample.</summary>
    public async Task<PushFate?> FindAsync(string receipt, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select s.receipt, s.carrier, s.at, null, null::int, (select w.id from tracking.wire w where w.id = s.wire_id and w.received_at = s.wire_received_at),
              exists (select from tracking.inbox i where i.wire_id = s.wire_id), (select q.why from tracking.quarantine q where q.wire_id = s.wire_id),
              array(select distinct number from tracking.waiting a where a.wire_id = s.wire_id order by 1), array(select parcel_id from tracking.wire_parcel p where p.wire_id = s.wire_id order by 1)
            from tracking.push_seen s where s.receipt = $1
            union all
            select r.receipt, r.carrier, r.at, r.why, r.status, null, false, null, '{}', '{}' from tracking.refused_push r where r.receipt = $1
            limit 1
            """);
        command.Parameters.Add(new() { Value = receipt.Trim() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        return new PushFate
        {
            Receipt = reader.GetString(0),
            Carrier = reader.GetString(1),
            At = reader.GetFieldValue<Instant>(2),
            Refused = Text(reader, 3),
            Status = reader.IsDBNull(4) ? null : reader.GetInt32(4),
            WireId = reader.IsDBNull(5) ? null : reader.GetInt64(5),
            IsInInbox = reader.GetBoolean(6),
            SetAside = Text(reader, 7),
            Unregistered = reader.GetFieldValue<string[]>(8),
            Parcels = reader.GetFieldValue<long[]>(9),
        };
    }

    /// <summary>The newest refused pushes of a carrier, as far as the sample holds them.</summary>
    public async Task<IReadOnlyList<RefusedSample>> ListRefusedAsync(string carrier, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select receipt, at, status, why, body from tracking.refused_push where carrier = $1 order by at desc, id desc limit $2");
        command.Parameters.Add(new() { Value = carrier });
        command.Parameters.Add(new() { Value = most });
        var refused = new List<RefusedSample>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            refused.Add(new RefusedSample(reader.GetString(0), reader.GetFieldValue<Instant>(1), reader.GetInt32(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4)));
        return refused;
    }

    /// <summary>The newest wires of a carrier that were set aside.</summary>
    public async Task<IReadOnlyList<AsideWire>> ListAsideAsync(string carrier, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select q.wire_id, q.at, q.why, (select receipt from tracking.push_seen s where s.wire_id = q.wire_id limit 1), w.kind, w.body
            from tracking.quarantine q left join tracking.wire w on w.id = q.wire_id and w.received_at = q.wire_received_at
            where q.carrier = $1 order by q.at desc, q.wire_id desc limit $2
            """);
        command.Parameters.Add(new() { Value = carrier });
        command.Parameters.Add(new() { Value = most });
        var aside = new List<AsideWire>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            aside.Add(new AsideWire(reader.GetInt64(0), reader.GetFieldValue<Instant>(1), reader.GetString(2), Text(reader, 3), Text(reader, 4), reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5)));
        return aside;
    }

    /// <summary>Puts the wires of a carrier that were set aside back into the inbox, to be read by today's reader; how many.</summary>
    public async Task<int> ReadAgainAsync(string carrier, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with back as (delete from tracking.quarantine q using tracking.wire w where q.carrier = $1 and w.id = q.wire_id and w.received_at = q.wire_received_at
              returning q.wire_id, q.wire_received_at)
            insert into tracking.inbox (wire_id, wire_received_at) select wire_id, wire_received_at from back
            """);
        command.Parameters.Add(new() { Value = carrier });
        return await command.ExecuteNonQueryAsync(cancel);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
