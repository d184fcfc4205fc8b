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
            select carrier, number, role, added_at, added_by, tracks_until, detached_at, asked_at, answered_at, next_ask_at, outcome, outcome_why, failures
            from tracking.leg where parcel_id = @id order by detached_at is not null, id
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
            });
        return legs;
    }

    public async Task<IReadOnlyList<OrderLine>> ListOrdersAsync(long parcelId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select o.id, s.name, o.channel, o.number, o.placed_at, o.buyer_email,
                   array(select i.quantity || ' × ' || coalesce(i.title, i.sku) from tracking.item i where i.purchase_id = o.id and i.parcel_id = b.parcel_id order by i.sku)
            from tracking.purchase_parcel b join tracking.purchase o on o.id = b.purchase_id join tracking.shop s on s.id = o.shop_id
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
            });
        return orders;
    }

    /// <summary>A wire that speaks of this parcel; null where it does not, or where retention dropped it.</summary>
    public async Task<WirePart?> FindWireAsync(long parcelId, long wireId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select w.id, w.received_at, w.carrier, w.kind, w.trust, w.status, w.content_type, w.asked, w.body,
                   array(select l.number from tracking.leg l where l.parcel_id = @parcel),
                   array(select l.number from tracking.wire_parcel o join tracking.leg l on l.parcel_id = o.parcel_id where o.wire_id = w.id and o.parcel_id <> @parcel
                         union select t.number from tracking.waiting t where t.wire_id = w.id)
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
