using NodaTime;
using Npgsql;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>What ops may see of one parcel beyond its settled view: how its carriers were asked, its orders, and the wires behind it.</summary>
public sealed class DossierStore(NpgsqlDataSource database)
{
    /// <summary>All legs, those that were taken off too.</summary>
    public async Task<IReadOnlyList<LegAsk>> ListLegsAsync(long parcelId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select l.carrier, l.number, l.role, l.added_at, l.added_by, l.tracks_until, l.detached_at, l.asked_at, l.answered_at, l.next_ask_at, l.outcome, l.outcome_why, l.failures, l.id, a.by, a.at
            from tracking.leg l left join lateral (select by, at from tracking.parcel_act where parcel_id = l.parcel_id and leg_id = l.id order by id desc limit 1) a on true
            where l.parcel_id = @id order by l.detached_at is not null, l.id
            """);
        command.Parameters.AddWithValue("id", parcelId);
        var legs = new List<LegAsk>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            legs.Add(new LegAsk
            {
                Carrier = Text(reader, 0),
                Number = reader.GetString(1),
                Role = reader.GetString(2),
                AddedAt = reader.GetFieldValue<Instant>(3),
                AddedBy = reader.GetString(4),
                TracksUntil = Text(reader, 5),
                DetachedAt = Moment(reader, 6),
                AskedAt = Moment(reader, 7),
                AnsweredAt = Moment(reader, 8),
                NextAskAt = Moment(reader, 9),
                Outcome = Text(reader, 10),
                OutcomeWhy = Text(reader, 11),
                Failures = reader.GetInt32(12),
                Id = reader.GetInt64(13),
                HurriedBy = Text(reader, 14),
                HurriedAt = Moment(reader, 15),
            });
        return legs;
    }

    public async Task<IReadOnlyList<OrderLine>> ListOrdersAsync(long parcelId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select o.id, s.name, o.channel, o.number, o.placed_at, o.buyer_email,
                   array(select i.quantity || ' × ' || coalesce(i.title, i.sku) from tracking.item i where i.purchase_id = o.id and i.parcel_id = b.parcel_id order by i.sku),
                   k.parcels, k.numbers, k.stages
            from tracking.purchase_parcel b join tracking.purchase o on o.id = b.purchase_id join tracking.shop s on s.id = o.shop_id
            cross join lateral (
              select coalesce(array_agg(n.parcel_id order by n.ordinal), '{}') as parcels, coalesce(array_agg(l.number order by n.ordinal), '{}') as numbers, coalesce(array_agg(t.stage order by n.ordinal), '{}') as stages
              from (select parcel_id, ordinal from tracking.purchase_parcel where purchase_id = o.id and parcel_id <> @id order by ordinal limit 20) n
              left join lateral (select number from tracking.leg where parcel_id = n.parcel_id and detached_at is null order by role = 'LastMile' desc, id desc limit 1) l on true
              left join tracking.timeline t on t.parcel_id = n.parcel_id) k
            where b.parcel_id = @id order by o.id
            """);
        command.Parameters.AddWithValue("id", parcelId);
        var orders = new List<OrderLine>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            orders.Add(new OrderLine
            {
                Id = reader.GetInt64(0),
                Shop = reader.GetString(1),
                Channel = reader.GetString(2),
                Number = reader.GetString(3),
                PlacedAt = Moment(reader, 4),
                Email = Text(reader, 5),
                Items = reader.GetFieldValue<string[]>(6),
                Others = [.. reader.GetFieldValue<long[]>(7).Zip(reader.GetFieldValue<string?[]>(8), reader.GetFieldValue<string?[]>(9)).Select(one => new OtherParcel(one.First, one.Second, one.Third))],
            });
        return orders;
    }

    /// <summary>What people did to the parcel beside its case, newest first.</summary>
    public async Task<IReadOnlyList<ParcelAct>> ListActsAsync(long parcelId, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select at, by, act, note from tracking.parcel_act where parcel_id = @id order by id desc limit @most");
        command.Parameters.AddWithValue("id", parcelId);
        command.Parameters.AddWithValue("most", most);
        var acts = new List<ParcelAct>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            acts.Add(new(reader.GetFieldValue<Instant>(0), reader.GetString(1), reader.GetString(2), Text(reader, 3)));
        return acts;
    }

    /// <summary>How a statement is read today, and from which wire; null where it is not one of this parcel.</summary>
    public async Task<ReadingFacts?> FindReadingAsync(long parcelId, EventKey key, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select s.mapping, s.table_version, s.read_wire_id, (select b.wire_received_at from tracking.wire_parcel b where b.parcel_id = s.parcel_id and b.wire_id = s.read_wire_id)
            from tracking.statement s where s.parcel_id = @parcel and s.key = @key
            """);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("key", key.ToBytes());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new ReadingFacts(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), Moment(reader, 3)) : null;
    }

    /// <summary>The wires that speak of this parcel and are still kept, newest first.</summary>
    /// <param name="before">Only those with a smaller id; null: from the newest.</param>
    public async Task<IReadOnlyList<WireLine>> ListWiresAsync(long parcelId, long? before, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select w.id, w.received_at, w.carrier, w.kind, w.status, octet_length(w.body)::bigint
            from tracking.wire_parcel b join tracking.wire w on w.received_at = b.wire_received_at and w.id = b.wire_id
            where b.parcel_id = @parcel and b.wire_id < @before order by b.wire_id desc limit @most
            """);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("before", before ?? long.MaxValue);
        command.Parameters.AddWithValue("most", most);
        var wires = new List<WireLine>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            wires.Add(new(reader.GetInt64(0), reader.GetFieldValue<Instant>(1), reader.GetString(2), Enum.Parse<WireKind>(reader.GetString(3)), reader.GetInt32(4), reader.GetInt64(5)));
        return wires;
    }

    /// <summary>A wire that speaks of this parcel; null where it does not, or where retention dropped it.</summary>
    public async Task<WirePart?> FindWireAsync(long parcelId, long wireId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select w.id, w.received_at, w.carrier, w.kind, w.trust, w.status, w.content_type, w.asked, w.body,
                   array(select l.number from tracking.leg l where l.parcel_id = @parcel),
                   tracking.numbers_beside(@parcel, w.id)
            from tracking.wire_parcel b join tracking.wire w on w.received_at = b.wire_received_at and w.id = b.wire_id
            where b.parcel_id = @parcel and b.wire_id = @wire
            """);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("wire", wireId);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        var asked = reader.GetFieldValue<string[]>(7);
        var own = reader.GetFieldValue<string[]>(9);
        return new WirePart(
            new Wire
            {
                Id = reader.GetInt64(0),
                ReceivedAt = reader.GetFieldValue<Instant>(1),
                Carrier = new CarrierId(reader.GetString(2)),
                Kind = Enum.Parse<WireKind>(reader.GetString(3)),
                Trust = Enum.Parse<Trust>(reader.GetString(4)),
                Status = reader.GetInt32(5),
                ContentType = Text(reader, 6),
                Asked = [.. asked.Select(TrackingNumber.Find).OfType<TrackingNumber>()],
                Body = reader.GetFieldValue<byte[]>(8),
            },
            own,
            [.. reader.GetFieldValue<string[]>(10).Union(asked).Except(own).Order(StringComparer.Ordinal)]);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Instant? Moment(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<Instant>(column);
}
