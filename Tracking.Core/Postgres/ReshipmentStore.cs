using Npgsql;
using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>Which parcel was sent in place of which. Both ends are told in both audits, and in those of their cases: unlike a link of cases it says which came first, and needs none.</summary>
public sealed class ReshipmentStore(NpgsqlDataSource database)
{
    private const string NumberOf = "(select l.number from tracking.leg l where l.parcel_id = {0} and l.detached_at is null order by l.role = 'LastMile' desc, l.id desc limit 1)";

    /// <summary>What this parcel was sent in place of, then what was sent in its place, oldest first.</summary>
    public async Task<IReadOnlyList<Reshipment>> ListAsync(long parcelId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            select k.other, {string.Format(null, NumberOf, "k.other")}, t.stage, k.later, k.by, k.at
            from (select by_parcel_id as other, true as later, by, at from tracking.reshipment where parcel_id = @id
                  union all select parcel_id, false, by, at from tracking.reshipment where by_parcel_id = @id) k
            left join tracking.timeline t on t.parcel_id = k.other order by k.later, k.at
            """);
        command.Parameters.AddWithValue("id", parcelId);
        var all = new List<Reshipment>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            all.Add(new(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetBoolean(3), reader.GetString(4), reader.GetFieldValue<Instant>(5)));
        return all;
    }

    /// <summary>Notes that one parcel was sent in place of another; what is wrong in a sentence, or null when done or done already.</summary>
    public async Task<string?> LinkAsync(long parcelId, long later, string by, CancellationToken cancel)
    {
        if (parcelId == later)
            return "A parcel is not sent in place of itself.";
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var look = new NpgsqlCommand("""
            select id from tracking.parcel where id in (@first, @later) order by id for update;
            with recursive before as (
              select parcel_id from tracking.reshipment where by_parcel_id = @first
              union select r.parcel_id from tracking.reshipment r join before b on r.by_parcel_id = b.parcel_id)
            select exists (select from tracking.purchase_parcel a join tracking.purchase x on x.id = a.purchase_id
                join tracking.purchase y on y.shop_id = x.shop_id join tracking.purchase_parcel b on b.purchase_id = y.id where a.parcel_id = @first and b.parcel_id = @later),
              (select parcel_id from tracking.reshipment where by_parcel_id = @later),
              exists (select from before where parcel_id = @later)
            """, connection, transaction))
        {
            Fill(look, parcelId, later, by);
            await using var reader = await look.ExecuteReaderAsync(cancel);
            var known = 0;
            while (await reader.ReadAsync(cancel))
                known++;
            await reader.NextResultAsync(cancel);
            await reader.ReadAsync(cancel);
            var complaint = known < 2 ? "There is no such parcel."
                : !reader.GetBoolean(0) ? "Their orders are not of one shop."
                : !reader.IsDBNull(1) && reader.GetInt64(1) != parcelId ? "It was already sent in place of another parcel: untie those two first."
                : reader.GetBoolean(2) ? "It is the other way round: this one was sent in place of that."
                : null;
            if (complaint is not null)
                return complaint;
        }
        await WriteAsync(connection, transaction, "insert into tracking.reshipment (parcel_id, by_parcel_id, by) values (@first, @later, @by) on conflict do nothing returning parcel_id, by_parcel_id",
            "sent again as", "sent in place of", parcelId, later, by, cancel);
        return null;
    }

    /// <summary>Takes that back; nothing where it was taken back already.</summary>
    public async Task UnlinkAsync(long parcelId, long later, string by, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await WriteAsync(connection, transaction, "delete from tracking.reshipment where parcel_id = @first and by_parcel_id = @later returning parcel_id, by_parcel_id",
            "not sent again after all as", "not sent in place after all of", parcelId, later, by, cancel);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string change, string ofFirst, string ofLater, long parcelId, long later, string by, CancellationToken cancel)
    {
        await using var write = new NpgsqlCommand($"""
            with changed as ({change}),
            ends as (
              select parcel_id as parcel, @of_first as act, {string.Format(null, NumberOf, "changed.by_parcel_id")} as other from changed
              union all select by_parcel_id, @of_later, {string.Format(null, NumberOf, "changed.parcel_id")} from changed),
            told as (insert into tracking.parcel_act (parcel_id, by, act, note) select parcel, @by, act, other from ends)
            insert into tracking.case_act (case_id, by, act, note)
            select c.id, @by, e.act, e.other from ends e cross join lateral (select max(id) as id from tracking.work_case where parcel_id = e.parcel having max(id) is not null) c;
            select pg_notify('{Wakes.Changed}', '')
            """, connection, transaction);
        Fill(write, parcelId, later, by);
        write.Parameters.AddWithValue("of_first", ofFirst);
        write.Parameters.AddWithValue("of_later", ofLater);
        await write.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static void Fill(NpgsqlCommand command, long parcelId, long later, string by)
    {
        command.Parameters.AddWithValue("first", parcelId);
        command.Parameters.AddWithValue("later", later);
        command.Parameters.AddWithValue("by", by);
    }
}
