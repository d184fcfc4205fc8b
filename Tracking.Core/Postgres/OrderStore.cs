using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Orders: registered as often as a shop likes, found by token, by number and proof, or by the shop that owns them.</summary>
public sealed class OrderStore(NpgsqlDataSource database, IDataProtectionProvider protection, Settlement settlement)
{
    private readonly IDataProtector _protector = protection.CreateProtector("tracking.token");

    /// <summary>
    /// Registers an order whose draft has no <see cref="OrderDraft.Problems"/>: makes it, or adds the parcels and items that it lacks and
    /// updates buyer and destination. Nothing is ever removed, and what the draft does not say stays. A number that this shop
    /// registered before, for whichever order, is the same parcel.
    /// </summary>
    public async Task<Registration> RegisterAsync(Shop shop, OrderDraft draft, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var numbers = draft.Parcels.Select(parcel => parcel.Number.Value).ToArray();
        // A purchase's row before the numbers, numbers before parcels: everybody's order of locking.
        var (id, isNew) = await WriteOrderAsync(connection, shop, draft, cancel);
        if (numbers.Length > 0)
        {
            var parcels = await WriteParcelsAsync(connection, shop, id, draft, numbers, cancel);
            await WriteItemsAsync(connection, id, draft, cancel);
            await settlement.SettleAsync(connection, transaction, parcels, cancel);
        }
        var order = (await ReadAsync(connection, "p.id = @id", [new("id", id)], cancel)).Single();
        await transaction.CommitAsync(cancel);
        return new Registration(order, isNew);
    }

    /// <summary>The order of a token that is neither revoked nor past its 90 days after the end of the last parcel, counted from when the end was told where that is later; null for any other.</summary>
    public async Task<Order?> FindByTokenAsync(string token, CancellationToken cancel)
    {
        if (token.Length != 22)
            return null;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var found = await ReadAsync(connection, """
            p.token_hash = @hash and p.token_revoked_at is null and not (
              exists (select from tracking.purchase_parcel pp where pp.purchase_id = p.id)
              and not exists (
                select from tracking.purchase_parcel pp left join tracking.timeline t using (parcel_id)
                where pp.purchase_id = p.id and (t.stage is null or t.stage not in ('Delivered', 'Returned', 'Stopped')
                  or coalesce(greatest(t.last_scan_at, t.last_news_at), t.settled_at) > clock_timestamp() - interval '90 days')))
            """, [new("hash", HashOf(token))], cancel);
        return found.SingleOrDefault();
    }

    /// <summary>The orders with this number whose buyer has this e-mail address or postcode; the work is the same where none is found.</summary>
    public async Task<IReadOnlyList<Order>> ListByNumberAsync(string number, string proof, CancellationToken cancel)
    {
        var email = EmailKey(proof);
        var postcode = PostcodeKey(proof);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var ids = new List<long>();
        await using (var command = new NpgsqlCommand("""
            select id, buyer_email_key, destination_postcode from tracking.purchase where upper(number) = any(@numbers) and token_revoked_at is null
            order by buyer_email_key is not distinct from @email desc, id desc limit 200
            """, connection))
        {
            // People type the number with and without the # that many shops print before it.
            var bare = number.Trim().TrimStart('#').Trim().ToUpperInvariant();
            command.Parameters.AddWithValue("numbers", new[] { bare, "#" + bare });
            command.Parameters.AddWithValue("email", email);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var sameEmail = !reader.IsDBNull(1) && CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(1), email);
                var samePostcode = !reader.IsDBNull(2) && postcode.Length >= 3 && PostcodeKey(reader.GetString(2)) == postcode;
                if (sameEmail || samePostcode)
                    ids.Add(reader.GetInt64(0));
            }
        }
        return await ReadAsync(connection, "p.id = any(@ids)", [new("ids", ids.ToArray())], cancel);
    }

    /// <summary>An order of this shop, or null; another shop's is null too.</summary>
    public async Task<Order?> FindAsync(Shop shop, long id, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await ReadAsync(connection, "p.id = @id and p.shop_id = @shop", [new("id", id), new("shop", shop.Id)], cancel)).SingleOrDefault();
    }

    /// <summary>An order of any shop; null where there is none, or its buyer was forgotten.</summary>
    public async Task<Order?> FindAsync(long id, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await ReadAsync(connection, "p.id = @id and p.erased_at is null", [new("id", id)], cancel)).SingleOrDefault();
    }

    /// <summary>True where a parcel travels for this shop.</summary>
    public async Task<bool> OwnsParcelAsync(Shop shop, long parcel, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select exists (select from tracking.purchase_parcel pp join tracking.purchase p on p.id = pp.purchase_id where pp.parcel_id = $1 and p.shop_id = $2)
            """);
        command.Parameters.Add(new() { Value = parcel });
        command.Parameters.Add(new() { Value = shop.Id });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>This shop's parcels with a leg of this number, newest first.</summary>
    public async Task<IReadOnlyList<long>> ListParcelsAsync(Shop shop, TrackingNumber number, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select distinct l.parcel_id from tracking.leg l
            join tracking.purchase_parcel pp on pp.parcel_id = l.parcel_id join tracking.purchase p on p.id = pp.purchase_id
            where l.number = $1 and l.detached_at is null and p.shop_id = $2 order by 1 desc limit 100
            """);
        command.Parameters.Add(new() { Value = number.Value });
        command.Parameters.Add(new() { Value = shop.Id });
        return await IdsAsync(command, cancel);
    }

    /// <summary>The orders that travel in any of these parcels.</summary>
    public async Task<IReadOnlyList<long>> ListOrdersAsync(long[] parcels, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select distinct purchase_id from tracking.purchase_parcel where parcel_id = any($1)");
        command.Parameters.Add(new() { Value = parcels });
        return await IdsAsync(command, cancel);
    }

    /// <summary>The parcel with this number that was registered last, whoever sold what is in it; null where there is none.</summary>
    public async Task<long?> FindParcelAsync(TrackingNumber number, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select l.parcel_id from tracking.leg l join tracking.purchase_parcel pp on pp.parcel_id = l.parcel_id
            where l.number = $1 and l.detached_at is null order by 1 desc limit 1
            """);
        command.Parameters.Add(new() { Value = number.Value });
        return (long?)await command.ExecuteScalarAsync(cancel);
    }

    /// <summary>
    /// What changed about this shop's parcels after a cursor, oldest first. It stops below the oldest running transaction: numbers are
    /// taken in one order and committed in another, and one that came later would never be seen.
    /// </summary>
    public async Task<IReadOnlyList<ParcelChange>> ListChangesAsync(Shop shop, ChangeCursor after, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select o.xid::text, o.cursor, o.parcel_id, o.kind, o.at from tracking.outbox o
            where (o.xid, o.cursor) > ($1::xid8, $2) and o.xid < pg_snapshot_xmin(pg_current_snapshot())
              and exists (select from tracking.purchase_parcel pp join tracking.purchase p on p.id = pp.purchase_id where pp.parcel_id = o.parcel_id and p.shop_id = $4)
            order by o.xid, o.cursor limit $3
            """);
        return await ChangesAsync(command, after, most, shop, cancel);
    }

    /// <summary>What changed about any parcel after a cursor, oldest first, below the oldest running transaction.</summary>
    public async Task<IReadOnlyList<ParcelChange>> ListChangesAsync(ChangeCursor after, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select xid::text, cursor, parcel_id, kind, at from tracking.outbox
            where (xid, cursor) > ($1::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, cursor limit $3
            """);
        return await ChangesAsync(command, after, most, null, cancel);
    }

    /// <summary>The cursor of the last change that none can still come before.</summary>
    public async Task<ChangeCursor> LastChangeAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select xid::text, cursor from tracking.outbox where xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid desc, cursor desc limit 1
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? CursorOf(reader) : default;
    }

    private async Task<(long Id, bool IsNew)> WriteOrderAsync(NpgsqlConnection connection, Shop shop, OrderDraft draft, CancellationToken cancel)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        await using var command = new NpgsqlCommand("""
            insert into tracking.purchase as p (shop_id, channel, number, placed_at, buyer_email, buyer_email_key, buyer_name, phone_tail, locale,
              destination_country, destination_postcode, value_amount, value_currency, tier, incoterm, tax_prepaid, token_hash, token_cipher)
            values (@shop, @channel, @number, @placed, @email, @email_key, @name, @phone, @locale, @country, @postcode, @value, @currency, @tier, @incoterm, @prepaid, @hash, @cipher)
            on conflict (shop_id, channel, number) do update set
              placed_at = coalesce(excluded.placed_at, p.placed_at),
              buyer_email = case when p.erased_at is null then coalesce(excluded.buyer_email, p.buyer_email) end,
              buyer_email_key = case when p.erased_at is null then coalesce(excluded.buyer_email_key, p.buyer_email_key) end,
              buyer_name = case when p.erased_at is null then coalesce(excluded.buyer_name, p.buyer_name) end,
              phone_tail = case when p.erased_at is null then coalesce(excluded.phone_tail, p.phone_tail) end,
              locale = coalesce(excluded.locale, p.locale),
              destination_country = coalesce(excluded.destination_country, p.destination_country),
              destination_postcode = case when p.erased_at is null then coalesce(excluded.destination_postcode, p.destination_postcode) end,
              value_amount = coalesce(excluded.value_amount, p.value_amount),
              value_currency = coalesce(excluded.value_currency, p.value_currency),
              tier = coalesce(excluded.tier, p.tier),
              incoterm = coalesce(excluded.incoterm, p.incoterm),
              tax_prepaid = coalesce(excluded.tax_prepaid, p.tax_prepaid)
            returning id, token_hash = @hash
            """, connection);
        command.Parameters.AddWithValue("shop", shop.Id);
        command.Parameters.AddWithValue("channel", draft.Channel);
        command.Parameters.AddWithValue("number", draft.Number.Trim());
        command.Parameters.Add(Maybe("placed", NpgsqlDbType.TimestampTz, draft.PlacedAt));
        command.Parameters.Add(Maybe("email", NpgsqlDbType.Text, draft.BuyerEmail));
        command.Parameters.Add(Maybe("email_key", NpgsqlDbType.Bytea, draft.BuyerEmail is { } email ? EmailKey(email) : null));
        command.Parameters.Add(Maybe("name", NpgsqlDbType.Text, draft.BuyerName));
        command.Parameters.Add(Maybe("phone", NpgsqlDbType.Text, draft.PhoneTail));
        command.Parameters.Add(Maybe("locale", NpgsqlDbType.Text, draft.Locale));
        command.Parameters.Add(Maybe("country", NpgsqlDbType.Text, Countries.Find(draft.Country)));
        command.Parameters.Add(Maybe("postcode", NpgsqlDbType.Text, draft.Postcode));
        command.Parameters.Add(Maybe("value", NpgsqlDbType.Numeric, draft.Value));
        command.Parameters.Add(Maybe("currency", NpgsqlDbType.Text, draft.Currency?.ToUpperInvariant()));
        command.Parameters.Add(Maybe("tier", NpgsqlDbType.Text, draft.Tier));
        command.Parameters.Add(Maybe("incoterm", NpgsqlDbType.Text, draft.Incoterm));
        command.Parameters.Add(Maybe("prepaid", NpgsqlDbType.Boolean, draft.TaxPrepaid));
        command.Parameters.AddWithValue("hash", HashOf(token));
        command.Parameters.AddWithValue("cipher", _protector.Protect(Encoding.ASCII.GetBytes(token)));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetBoolean(1));
    }

    /// <summary>Adopts the parcels that this shop has under these numbers, makes the others, and puts back the wires that waited for them.</summary>
    private static async Task<IReadOnlyList<long>> WriteParcelsAsync(NpgsqlConnection connection, Shop shop, long order, OrderDraft draft, string[] numbers, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select tracking.lock_numbers(@numbers);
            create temp table if not exists registering (ord int, carrier text, number text, candidates text, promised_by date, parcel_id bigint, is_new boolean) on commit delete rows;
            insert into registering (ord, carrier, number, candidates, promised_by)
            select g.ord, g.carrier, g.number, g.candidates, g.promised_by from unnest(@carriers, @numbers, @candidates, @promised) with ordinality as g(carrier, number, candidates, promised_by, ord);
            update registering r set is_new = false, parcel_id = (
              select l.parcel_id from tracking.leg l
              join tracking.purchase_parcel pp on pp.parcel_id = l.parcel_id join tracking.purchase p on p.id = pp.purchase_id
              where l.number = r.number and l.detached_at is null and p.shop_id = @shop and (r.candidates is not null or r.carrier is null or l.carrier is null or l.carrier = r.carrier or l.carrier_by = 'detected')
              order by p.id = @order desc, l.carrier is not null desc, l.parcel_id desc limit 1);
            select id from tracking.parcel where id in (select parcel_id from registering) order by id for update;
            update registering set parcel_id = tracking.next_parcel_id(), is_new = true where parcel_id is null;
            insert into tracking.parcel (id, ordered_at, destination_country, destination_postcode, phone_tail, promised_by, value_amount, value_currency, tier)
            select r.parcel_id, p.placed_at, p.destination_country, p.destination_postcode, p.phone_tail, r.promised_by, p.value_amount, p.value_currency, p.tier
            from registering r, tracking.purchase p where r.is_new and p.id = @order order by r.ord;
            update tracking.parcel a set
              ordered_at = least(a.ordered_at, p.placed_at),
              destination_country = coalesce(p.destination_country, a.destination_country),
              destination_postcode = coalesce(p.destination_postcode, a.destination_postcode),
              phone_tail = coalesce(p.phone_tail, a.phone_tail),
              promised_by = coalesce(r.promised_by, a.promised_by),
              value_amount = coalesce(p.value_amount, a.value_amount), value_currency = coalesce(p.value_currency, a.value_currency),
              tier = coalesce(p.tier, a.tier)
            from registering r, tracking.purchase p where not r.is_new and a.id = r.parcel_id and p.id = @order;
            insert into tracking.leg (parcel_id, carrier, carrier_by, number, role, candidates, next_ask_at)
            select parcel_id, carrier, case when candidates is not null then 'detected' else 'said' end, number, 'WholeWay', candidates::jsonb, clock_timestamp()
            from registering where is_new order by ord;
            update tracking.leg l set carrier = r.carrier, carrier_by = 'said', candidates = null, next_ask_at = clock_timestamp()
            from registering r where not r.is_new and r.carrier is not null and r.candidates is null and l.parcel_id = r.parcel_id and l.number = r.number
              and (l.carrier is null or l.carrier_by = 'detected' and l.carrier <> r.carrier) and l.detached_at is null;
            update tracking.leg l set next_ask_at = clock_timestamp()
            from registering r where not r.is_new and l.parcel_id = r.parcel_id and l.outcome = 'Refused' and l.next_ask_at is not null and l.detached_at is null;
            insert into tracking.purchase_parcel (purchase_id, parcel_id, ordinal)
            select @order, parcel_id, (select coalesce(max(ordinal), 0) from tracking.purchase_parcel where purchase_id = @order) + ord from registering order by ord
            on conflict (purchase_id, parcel_id) do nothing;
            select pg_notify('tracking_inbox', '') where tracking.release_waiting(@numbers) > 0;
            """, connection);
        command.Parameters.AddWithValue("shop", shop.Id);
        command.Parameters.AddWithValue("order", order);
        command.Parameters.AddWithValue("numbers", numbers);
        command.Parameters.Add(new("carriers", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = draft.Parcels.Select(parcel => parcel.Carrier?.Value).ToArray() });
        command.Parameters.Add(new("candidates", NpgsqlDbType.Array | NpgsqlDbType.Text)
        {
            Value = draft.Parcels.Select(parcel => parcel.Candidates.Count == 0 ? null : JsonSerializer.Serialize(parcel.Candidates.Select(candidate => candidate.Value))).ToArray(),
        });
        command.Parameters.Add(new("promised", NpgsqlDbType.Array | NpgsqlDbType.Date) { Value = draft.Parcels.Select(parcel => parcel.PromisedBy).ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
        await using var asked = new NpgsqlCommand("select distinct parcel_id from registering", connection);
        return await IdsAsync(asked, cancel);
    }

    private static async Task WriteItemsAsync(NpgsqlConnection connection, long order, OrderDraft draft, CancellationToken cancel)
    {
        var items = draft.Parcels.SelectMany(parcel => parcel.Items.GroupBy(item => item.Sku).Select(same => (
            Number: parcel.Number.Value, Sku: same.Key, same.First().Title, Quantity: same.Sum(item => item.Quantity)))).ToList();
        if (items.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            insert into tracking.item (purchase_id, parcel_id, sku, title, quantity)
            select @order, r.parcel_id, g.sku, g.title, g.quantity
            from unnest(@numbers, @skus, @titles, @quantities) as g(number, sku, title, quantity) join registering r on r.number = g.number
            on conflict (purchase_id, parcel_id, sku) do update set title = coalesce(excluded.title, tracking.item.title), quantity = excluded.quantity
            """, connection);
        command.Parameters.AddWithValue("order", order);
        command.Parameters.AddWithValue("numbers", items.Select(item => item.Number).ToArray());
        command.Parameters.AddWithValue("skus", items.Select(item => item.Sku).ToArray());
        command.Parameters.Add(new("titles", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = items.Select(item => item.Title).ToArray() });
        command.Parameters.AddWithValue("quantities", items.Select(item => item.Quantity).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<IReadOnlyList<Order>> ReadAsync(NpgsqlConnection connection, string where, NpgsqlParameter[] parameters, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            with found as materialized (select p.* from tracking.purchase p where {where}),
            parcels as (
              select pp.purchase_id, pp.parcel_id, pp.ordinal, l.carrier, l.number, l.candidates
              from found f join tracking.purchase_parcel pp on pp.purchase_id = f.id
              cross join lateral (
                select carrier, number, candidates from tracking.leg where parcel_id = pp.parcel_id and detached_at is null
                order by added_by = 'registered' desc, id limit 1) l)
            select f.id, f.channel, f.number, f.token_cipher, f.placed_at, f.locale, f.destination_country, s.id, s.name, s.support_url, s.zone, s.brand::text,
              coalesce((select jsonb_agg(jsonb_build_object('parcelId', a.parcel_id, 'carrier', a.carrier, 'number', a.number,
                  'candidates', coalesce(a.candidates, '[]'),
                  'items', coalesce((select jsonb_agg(jsonb_build_object('sku', i.sku, 'title', i.title, 'quantity', i.quantity) order by i.sku)
                    from tracking.item i where i.purchase_id = f.id and i.parcel_id = a.parcel_id), '[]')) order by a.ordinal, a.parcel_id)
                from parcels a where a.purchase_id = f.id), '[]')::text, f.destination_postcode is not null, f.phone_tail is not null,
              coalesce(f.incoterm = 'DDP' or f.tax_prepaid, false)
            from found f join tracking.shop s on s.id = f.shop_id order by f.id
            """, connection);
        command.Parameters.AddRange(parameters);
        var orders = new List<Order>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            orders.Add(new Order
            {
                Id = reader.GetInt64(0),
                Channel = reader.GetString(1),
                Number = reader.GetString(2),
                Token = Encoding.ASCII.GetString(_protector.Unprotect(reader.GetFieldValue<byte[]>(3))),
                PlacedAt = reader.IsDBNull(4) ? null : reader.GetFieldValue<Instant>(4),
                Locale = reader.IsDBNull(5) ? null : reader.GetString(5),
                Destination = reader.IsDBNull(6) ? null : reader.GetString(6),
                HasPostcode = reader.GetBoolean(13),
                HasPhone = reader.GetBoolean(14),
                DutyPaid = reader.GetBoolean(15),
                Shop = ShopStore.Shop(reader, 7),
                Parcels = JsonSerializer.Deserialize<List<OrderParcel>>(reader.GetString(12), TrackingJson.Options)!,
            });
        return orders;
    }

    private static async Task<IReadOnlyList<long>> IdsAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        var ids = new List<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    private static async Task<IReadOnlyList<ParcelChange>> ChangesAsync(NpgsqlCommand command, ChangeCursor after, int most, Shop? shop, CancellationToken cancel)
    {
        command.Parameters.Add(new() { Value = after.Transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = after.Line });
        command.Parameters.Add(new() { Value = most });
        if (shop is not null)
            command.Parameters.Add(new() { Value = shop.Id });
        var changes = new List<ParcelChange>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            changes.Add(new ParcelChange(CursorOf(reader), reader.GetInt64(2), reader.GetString(3), reader.GetFieldValue<Instant>(4)));
        return changes;
    }

    private static ChangeCursor CursorOf(NpgsqlDataReader reader) => new(ulong.Parse(reader.GetString(0), CultureInfo.InvariantCulture), reader.GetInt64(1));

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static byte[] EmailKey(string email) => SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant()));

    private static string PostcodeKey(string postcode) => new([.. postcode.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);

    private static NpgsqlParameter Maybe(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
