using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>
/// Forgets a buyer everywhere: orders, items, addresses, raw wires and what carriers wrote in their own words. Codes, clocks and countries
/// stay, for they are no person's and lanes are learned from them. Notes that people wrote about the parcels stay in the audit, without the words that tell who the buyer was.
/// </summary>
public sealed class ErasureStore(NpgsqlDataSource database, Settlement settlement)
{
    /// <summary>Where people write about parcels: the table, its column, and which rows are about some.</summary>
    private static readonly (string Table, string Column, string About)[] Notes =
    [
        ("case_act", "note", "case_id in (select id from tracking.work_case where parcel_id = any(@parcels))"),
        ("case_step", "note", "case_id in (select id from tracking.work_case where parcel_id = any(@parcels))"),
        ("parcel_act", "note", "parcel_id = any(@parcels)"),
        ("override", "reason", "parcel_id = any(@parcels)"),
    ];

    /// <summary>Forgets the buyer with this e-mail address; a second time finds nothing to do.</summary>
    /// <param name="shop">Whose buyer; null for all shops.</param>
    /// <param name="by">Who asked, such as <c>api</c>.</param>
    public async Task<Erased> EraseAsync(string email, Shop? shop, string by, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (orders, known) = await FindAsync(connection, email, shop, cancel);
        var (parcels, numbers) = await LockParcelsAsync(connection, orders, cancel);
        var (deleted, masked) = await EraseWiresAsync(connection, parcels, numbers, known, cancel);
        await EraseRowsAsync(connection, orders, parcels, cancel);
        foreach (var (table, column, about) in Notes)
            await BlotNotesAsync(connection, table, column, about, parcels, known, cancel);
        if (parcels.Length > 0)
            await settlement.SettleAsync(connection, transaction, parcels, cancel);
        await using (var leave = Command(connection, """
            update tracking.leg set next_ask_at = null, detached_at = coalesce(detached_at, clock_timestamp()) where parcel_id = any(@parcels);
            update tracking.parcel set inspect_at = null where id = any(@parcels);
            delete from tracking.wait where parcel_id = any(@parcels)
            """, ("parcels", parcels)))
            await leave.ExecuteNonQueryAsync(cancel);
        var erased = new Erased(orders.Length, parcels.Length, deleted, masked);
        await using (var note = Command(connection, """
            insert into tracking.erasure (by, shop_id, orders, parcels, wires_deleted, wires_masked) values (@by, @shop, @orders, @parcels, @deleted, @masked)
            """, ("by", by), ("shop", (object?)shop?.Id ?? DBNull.Value), ("orders", erased.Orders), ("parcels", erased.Parcels), ("deleted", deleted), ("masked", masked)))
        {
            note.Parameters["shop"].NpgsqlDbType = NpgsqlDbType.Bigint;
            await note.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
        return erased;
    }

    /// <summary>The buyer's orders, locked, and the words in them that could tell who that is.</summary>
    private static async Task<(long[] Orders, IReadOnlyList<string> Known)> FindAsync(NpgsqlConnection connection, string email, Shop? shop, CancellationToken cancel)
    {
        await using var command = Command(connection, """
            select id, buyer_email, buyer_name, destination_postcode from tracking.purchase
            where buyer_email_key = @key and (@shop is null or shop_id = @shop) order by id for update
            """, ("key", SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant()))), ("shop", (object?)shop?.Id ?? DBNull.Value));
        command.Parameters["shop"].NpgsqlDbType = NpgsqlDbType.Bigint;
        var orders = new List<long>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { email.Trim() };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            orders.Add(reader.GetInt64(0));
            for (var column = 1; column <= 3; column++)
                if (!reader.IsDBNull(column))
                    known.UnionWith([reader.GetString(column), .. column == 2 ? reader.GetString(column).Split(' ') : []]);
        }
        return ([.. orders], [.. known.Where(word => word.Length >= 3).OrderByDescending(word => word.Length)]);
    }

    /// <summary>The parcels of these orders that travel for no other, and their numbers; locked after the numbers, as everybody does.</summary>
    private static async Task<(long[] Parcels, string[] Numbers)> LockParcelsAsync(NpgsqlConnection connection, long[] orders, CancellationToken cancel)
    {
        await using (var numbersFirst = Command(connection, """
            select tracking.lock_numbers(coalesce((select array_agg(distinct l.number) from tracking.purchase_parcel pp join tracking.leg l on l.parcel_id = pp.parcel_id where pp.purchase_id = any(@orders)), '{}'))
            """, ("orders", orders)))
            await numbersFirst.ExecuteNonQueryAsync(cancel);
        var parcels = new List<long>();
        await using (var command = Command(connection, """
            select p.id from tracking.parcel p
            where p.id in (select parcel_id from tracking.purchase_parcel where purchase_id = any(@orders))
              and not exists (select from tracking.purchase_parcel o join tracking.purchase q on q.id = o.purchase_id
                where o.parcel_id = p.id and o.purchase_id <> all(@orders) and q.erased_at is null)
            order by p.id for update
            """, ("orders", orders)))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                parcels.Add(reader.GetInt64(0));
        await using var named = Command(connection, "select coalesce(array_agg(distinct number), '{}') from tracking.leg where parcel_id = any(@parcels)", ("parcels", parcels.ToArray()));
        return ([.. parcels], (string[])(await named.ExecuteScalarAsync(cancel))!);
    }

    private static async Task<(int Deleted, int Masked)> EraseWiresAsync(NpgsqlConnection connection, long[] parcels, string[] numbers, IReadOnlyList<string> known, CancellationToken cancel)
    {
        var shared = new List<(long Id, byte[] Body)>();
        await using (var command = Command(connection, """
            select w.id, w.body from tracking.wire w
            where w.id in (select wire_id from tracking.wire_parcel where parcel_id = any(@parcels))
              and exists (select from tracking.wire_parcel o where o.wire_id = w.id and o.parcel_id <> all(@parcels))
            """, ("parcels", parcels)))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                shared.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        foreach (var (id, body) in shared)
        {
            await using var mask = Command(connection, "update tracking.wire set body = @body where id = @id", ("id", id), ("body", Masked(body, known)));
            await mask.ExecuteNonQueryAsync(cancel);
        }
        await using var delete = Command(connection, """
            with gone as materialized (
              select distinct b.wire_id from tracking.wire_parcel b where b.parcel_id = any(@parcels)
                and not exists (select from tracking.wire_parcel o where o.wire_id = b.wire_id and o.parcel_id <> all(@parcels))),
            inbox as (delete from tracking.inbox where wire_id in (select wire_id from gone)),
            quarantine as (delete from tracking.quarantine where wire_id in (select wire_id from gone)),
            seen as (delete from tracking.push_seen where wire_id in (select wire_id from gone)),
            waiting as (delete from tracking.waiting where wire_id in (select wire_id from gone)),
            wires as (delete from tracking.wire where id in (select wire_id from gone) returning 1),
            ties as (delete from tracking.wire_parcel where parcel_id = any(@parcels)),
            refused as (delete from tracking.refused_push r where exists (select from unnest(@numbers) n where position(convert_to(n, 'UTF8') in r.body) > 0))
            select count(*)::int from wires
            """, ("parcels", parcels), ("numbers", numbers));
        return ((int)(await delete.ExecuteScalarAsync(cancel))!, shared.Count);
    }

    private static async Task EraseRowsAsync(NpgsqlConnection connection, long[] orders, long[] parcels, CancellationToken cancel)
    {
        await using var command = Command(connection, """
            update tracking.purchase set buyer_email = null, buyer_email_key = null, buyer_name = null, phone_tail = null, destination_postcode = null,
              token_revoked_at = coalesce(token_revoked_at, clock_timestamp()), erased_at = coalesce(erased_at, clock_timestamp()) where id = any(@orders);
            delete from tracking.item where purchase_id = any(@orders);
            delete from tracking.notice where subscription_id in (select id from tracking.subscription where purchase_id = any(@orders));
            delete from tracking.mail where subscription_id in (select id from tracking.subscription where purchase_id = any(@orders));
            delete from tracking.subscription where purchase_id = any(@orders);
            update tracking.parcel set destination_postcode = null, phone_tail = null where id = any(@parcels);
            update tracking.statement set wording = null, place_said = null,
              place = (select jsonb_build_object('text', g.country, 'country', g.country)::text from (select place::jsonb->>'country' as country) g where g.country is not null)
              where parcel_id = any(@parcels);
            delete from tracking.replay_reading where parcel_id = any(@parcels);
            delete from tracking.snapshot where parcel_id = any(@parcels)
            """, ("orders", orders), ("parcels", parcels));
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task BlotNotesAsync(NpgsqlConnection connection, string table, string column, string about, long[] parcels, IReadOnlyList<string> known, CancellationToken cancel)
    {
        var notes = new List<(string Row, string Text)>();
        await using (var command = Command(connection, $"select ctid::text, {column} from tracking.{table} where {about} and {column} is not null for update", ("parcels", parcels)))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                notes.Add((reader.GetString(0), reader.GetString(1)));
        foreach (var (row, text) in notes)
            if (Blotted(text, known) is var blotted && blotted != text)
            {
                await using var blot = Command(connection, $"update tracking.{table} set {column} = @text where ctid = @row::tid", ("row", row), ("text", blotted));
                await blot.ExecuteNonQueryAsync(cancel);
            }
    }

    /// <summary>The body with each of these words blotted out.</summary>
    private static byte[] Masked(byte[] body, IReadOnlyList<string> known) =>
        // Latin-1 gives each byte a letter of its own, so that what is no text survives.
        Encoding.Latin1.GetBytes(Blotted(Encoding.Latin1.GetString(body), [.. known.Select(word => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(word)))]));

    /// <summary>The text with each of these words blotted out, letter for letter, so that all around them stays where it was.</summary>
    private static string Blotted(string text, IReadOnlyList<string> known) =>
        known.Aggregate(text, (left, word) => left.Replace(word, new string('*', word.EnumerateRunes().Count()), StringComparison.OrdinalIgnoreCase));

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
