using NodaTime;
using Npgsql;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>What an evidence pack needs beyond the settled parcel, and the audit of those that were made.</summary>
public sealed class EvidenceStore(NpgsqlDataSource database)
{
    /// <summary>Bodies that are read at most, in bytes: what is beyond is told as left out.</summary>
    private const long MostBytes = 32 << 20;

    /// <summary>The first wires that told something of the parcel, and the newest, which proves that nothing more was told; oldest first.</summary>
    /// <param name="wireIds">Wires that the timeline names.</param>
    /// <param name="most">How many at most, the newest before the older.</param>
    public async Task<IReadOnlyList<WirePart>> ListWiresAsync(long parcelId, IReadOnlyCollection<long> wireIds, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with own as (select array(select l.number from tracking.leg l where l.parcel_id = @parcel) numbers),
            chosen as (
              select b.wire_id, b.wire_received_at from tracking.wire_parcel b
              where b.parcel_id = @parcel and (b.wire_id = any(@wires) or b.wire_id = (select max(n.wire_id) from tracking.wire_parcel n where n.parcel_id = @parcel))
              order by b.wire_received_at desc, b.wire_id desc limit @most)
            select w.id, w.received_at, w.carrier, w.kind, w.trust, w.status, w.content_type, w.asked, w.body, own.numbers,
                   tracking.numbers_beside(@parcel, w.id)
            from chosen c join tracking.wire w on w.received_at = c.wire_received_at and w.id = c.wire_id cross join own
            where octet_length(w.body) <= @bytes
            order by w.received_at, w.id
            """);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("wires", wireIds.ToArray());
        command.Parameters.AddWithValue("most", most);
        command.Parameters.AddWithValue("bytes", MostBytes);
        var parts = new List<WirePart>();
        var size = 0L;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var body = reader.GetFieldValue<byte[]>(8);
            if ((size += body.Length) > MostBytes)
                break;
            var asked = reader.GetFieldValue<string[]>(7);
            var own = reader.GetFieldValue<string[]>(9);
            parts.Add(new(
                new Wire
                {
                    Id = reader.GetInt64(0),
                    ReceivedAt = reader.GetFieldValue<Instant>(1),
                    Carrier = new CarrierId(reader.GetString(2)),
                    Kind = Enum.Parse<WireKind>(reader.GetString(3)),
                    Trust = Enum.Parse<Trust>(reader.GetString(4)),
                    Status = reader.GetInt32(5),
                    ContentType = reader.IsDBNull(6) ? null : reader.GetString(6),
                    Asked = [.. asked.Select(TrackingNumber.Find).OfType<TrackingNumber>()],
                    Body = body,
                },
                own,
                [.. reader.GetFieldValue<string[]>(10).Union(asked).Except(own).Order(StringComparer.Ordinal)]));
        }
        return parts;
    }

    /// <summary>Words of the parcel's orders that tell who its buyer is, the longest first: an address, a name, a postcode.</summary>
    public async Task<IReadOnlyList<string>> ListPersonalAsync(long parcelId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select o.buyer_email, o.buyer_name, o.destination_postcode from tracking.purchase_parcel b join tracking.purchase o on o.id = b.purchase_id where b.parcel_id = @id
            """);
        command.Parameters.AddWithValue("id", parcelId);
        var words = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            for (var column = 0; column < 3; column++)
                if (!reader.IsDBNull(column))
                    words.Add(reader.GetString(column));
        return words;
    }

    /// <summary>Notes that a pack was made.</summary>
    public async Task RecordAsync(long parcelId, string by, byte[] manifest, string key, bool names, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("insert into tracking.evidence_act (parcel_id, by, manifest, key, names) values ($1, $2, $3, $4, $5)");
        command.Parameters.Add(new() { Value = parcelId });
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = manifest });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = names });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The packs that were made of a parcel, newest first.</summary>
    public async Task<IReadOnlyList<EvidenceAct>> ListActsAsync(long parcelId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select at, by, encode(manifest, 'hex'), names from tracking.evidence_act where parcel_id = $1 order by id desc limit 20");
        command.Parameters.Add(new() { Value = parcelId });
        var acts = new List<EvidenceAct>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            acts.Add(new(reader.GetFieldValue<Instant>(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
        return acts;
    }
}
