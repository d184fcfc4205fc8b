using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Notices;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>What buyers asked to be told, and the plan of what they are told: read from the outbox, each change once.</summary>
public sealed class NoticeStore(NpgsqlDataSource database, IDataProtectionProvider protection, ParcelStore parcels, TimeProvider clock)
{
    private readonly IDataProtector _protector = protection.CreateProtector("tracking.subscription");

    /// <summary>Tells this order's buyer of these kinds from now on; what stands already is not told any more. None: ends it.</summary>
    /// <param name="byBuyer">True where the buyer says so: a shop cannot take up again what a buyer ended, nor change what a buyer chose.</param>
    /// <returns>False where the order has no address to write to.</returns>
    public async Task<bool> SubscribeAsync(Order order, IReadOnlyCollection<NoticeKind> kinds, string language, bool byBuyer, CancellationToken cancel)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand("""
            insert into tracking.subscription as s (purchase_id, kinds, language, token_hash, token_cipher, ended_at)
            select p.id, @kinds, @language, @hash, @cipher, case when cardinality(@kinds) = 0 then clock_timestamp() end
            from tracking.purchase p where p.id = @order and p.buyer_email is not null and p.erased_at is null
            on conflict (purchase_id) do update set kinds = excluded.kinds, language = excluded.language, ended_at = excluded.ended_at where @by_buyer or s.ended_at is null and s.kinds = '{}'
            returning s.id
            """, connection, transaction);
        command.Parameters.AddWithValue("kinds", kinds.Select(kind => kind.ToString()).Distinct().ToArray());
        command.Parameters.AddWithValue("language", language);
        command.Parameters.AddWithValue("hash", HashOf(token));
        command.Parameters.AddWithValue("cipher", _protector.Protect(Encoding.ASCII.GetBytes(token)));
        command.Parameters.AddWithValue("order", order.Id);
        command.Parameters.AddWithValue("by_buyer", byBuyer);
        if (await command.ExecuteScalarAsync(cancel) is not long id)
            return !byBuyer;
        if (kinds.Count == 0)
            await DropWaitingAsync(connection, id, cancel);
        foreach (var view in await parcels.ListAsync([.. order.Parcels.Select(parcel => parcel.ParcelId)], cancel))
            await RememberAsync(connection, view.Parcel.Id, id, [.. NoticePlan.Of(view.Timeline, view.Findings).Select(notice => (notice, (long?)null))], cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>What this order's buyer asked for; null where nobody asked. Ended ones too.</summary>
    public async Task<Subscription?> FindAsync(long order, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, purchase_id, kinds, language, ended_at from tracking.subscription where purchase_id = $1");
        command.Parameters.Add(new() { Value = order });
        return await OneAsync(command, cancel);
    }

    /// <summary>Whether an order has an address to write to, what its shop offers, and what its buyer asked for.</summary>
    public async Task<(bool HasAddress, NoticeSettings Settings, Subscription? Subscription)> FormAsync(long order, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select s.id, p.id, s.kinds, s.language, s.ended_at, p.buyer_email is not null, h.notices::text
            from tracking.purchase p join tracking.shop h on h.id = p.shop_id left join tracking.subscription s on s.purchase_id = p.id where p.id = $1
            """);
        command.Parameters.Add(new() { Value = order });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? (reader.GetBoolean(5), JsonSerializer.Deserialize<NoticeSettings>(reader.GetString(6), TrackingJson.Options)!, reader.IsDBNull(0) ? null : Subscription(reader))
            : (false, new(), null);
    }

    /// <summary>The subscription that a token ends; null for any other text.</summary>
    public async Task<Subscription?> FindByTokenAsync(string token, CancellationToken cancel)
    {
        if (token.Length != 22)
            return null;
        await using var command = database.CreateCommand("select id, purchase_id, kinds, language, ended_at from tracking.subscription where token_hash = $1");
        command.Parameters.Add(new() { Value = HashOf(token) });
        return await OneAsync(command, cancel);
    }

    /// <summary>
    /// Puts a person's letter to an order's buyer into the outbox, in the transaction of whoever sends it; null where there is nobody to write to: no
    /// address, a buyer who was forgotten, or one who had enough. A buyer who never asked for anything gets a token to end it all the same.
    /// </summary>
    /// <param name="order">Its id.</param>
    /// <param name="domain">What stands behind the @ of a Message-ID.</param>
    /// <returns>The message.</returns>
    internal async Task<long?> PlanLetterAsync(NpgsqlConnection connection, long order, string language, string domain, CancellationToken cancel)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        await using var command = new NpgsqlCommand("""
            with known as (
              insert into tracking.subscription as s (purchase_id, kinds, language, token_hash, token_cipher)
              select p.id, '{}', @language, @hash, @cipher from tracking.purchase p where p.id = @order and p.buyer_email is not null and p.erased_at is null
              on conflict (purchase_id) do update set language = s.language
              returning s.id, s.ended_at)
            insert into tracking.mail (subscription_id, message_id, asks, due_at)
            select k.id, @message, false, clock_timestamp() from known k where k.ended_at is null returning id
            """, connection);
        command.Parameters.AddWithValue("order", order);
        command.Parameters.AddWithValue("language", language);
        command.Parameters.AddWithValue("hash", HashOf(token));
        command.Parameters.AddWithValue("cipher", _protector.Protect(Encoding.ASCII.GetBytes(token)));
        command.Parameters.AddWithValue("message", $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@{domain}");
        return await command.ExecuteScalarAsync(cancel) as long?;
    }

    /// <summary>Ends a subscription and takes back what waits for it; a second time changes nothing.</summary>
    public async Task EndAsync(long subscription, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var command = new NpgsqlCommand("update tracking.subscription set ended_at = coalesce(ended_at, clock_timestamp()), kinds = '{}' where id = $1", connection, transaction))
        {
            command.Parameters.Add(new() { Value = subscription });
            await command.ExecuteNonQueryAsync(cancel);
        }
        await DropWaitingAsync(connection, subscription, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The token that ends a subscription.</summary>
    public async Task<string> GetTokenAsync(long order, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select token_cipher from tracking.subscription where purchase_id = $1");
        command.Parameters.Add(new() { Value = order });
        return Encoding.ASCII.GetString(_protector.Unprotect((byte[])(await command.ExecuteScalarAsync(cancel))!));
    }

    /// <summary>How a shop tells its buyers.</summary>
    public async Task<NoticeSettings> SettingsAsync(long shop, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select notices::text from tracking.shop where id = $1");
        command.Parameters.Add(new() { Value = shop });
        return JsonSerializer.Deserialize<NoticeSettings>((string)(await command.ExecuteScalarAsync(cancel))!, TrackingJson.Options)!;
    }

    public async Task SetAsync(long shop, NoticeSettings settings, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.shop set notices = $2::jsonb where id = $1");
        command.Parameters.Add(new() { Value = shop });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(settings, TrackingJson.Options) });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>
    /// Reads on in the outbox and plans messages for what is news to somebody who asked; one node at a time, any number of times.
    /// A change stays unread while an older transaction runs.
    /// </summary>
    /// <param name="quiet">From when until when nobody is written to.</param>
    /// <param name="wait">How long news wait for others of the same order.</param>
    /// <param name="domain">What stands behind the @ of a Message-ID.</param>
    /// <returns>How many lines of the outbox were read.</returns>
    public async Task<int> PlanAsync(int most, (LocalTime From, LocalTime Until) quiet, Duration wait, string domain, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await ReadOnAsync(connection, most, cancel) is not { } read)
            return 0;
        if (read.Changes.Count > 0)
        {
            var asked = await AskedAsync(connection, [.. read.Changes.Keys], cancel);
            var views = asked.Count == 0 ? [] : (await parcels.ListAsync([.. asked.Select(one => one.ParcelId).Distinct()], cancel)).ToDictionary(view => view.Parcel.Id);
            var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
            foreach (var of in asked.Where(one => views.ContainsKey(one.ParcelId)).GroupBy(one => one.SubscriptionId))
                foreach (var one in of)
                {
                    var view = views[one.ParcelId];
                    var hours = new QuietHours(quiet.From, quiet.Until, QuietHours.ZonesOf(one.Destination));
                    var decided = NoticePlan.Decide(view.Parcel, NoticePlan.Of(view.Timeline, view.Findings), one.Wanted, one.Told, read.Changes[one.ParcelId], hours, wait, now);
                    await WriteAsync(connection, one, decided, domain, cancel);
                }
            await using var move = new NpgsqlCommand("update tracking.notice_cursor set xid = $1::xid8, line = $2", connection, transaction);
            move.Parameters.Add(new() { Value = read.Cursor.Transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
            move.Parameters.Add(new() { Value = read.Cursor.Line });
            await move.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
        return read.Lines;
    }

    /// <summary>The parcels that changed after the cursor, and when wires of them were read again where that changed them; null where another node plans.</summary>
    private static async Task<Read?> ReadOnAsync(NpgsqlConnection connection, int most, CancellationToken cancel)
    {
        ChangeCursor after;
        await using (var alone = new NpgsqlCommand("select xid::text, line from tracking.notice_cursor for update skip locked", connection))
        await using (var reader = await alone.ExecuteReaderAsync(cancel))
        {
            if (!await reader.ReadAsync(cancel))
                return null;
            after = CursorOf(reader);
        }
        await using var command = new NpgsqlCommand("""
            select xid::text, cursor, parcel_id, case when kind = 'timeline' and detail = 'replay' then at end from tracking.outbox
            where (xid, cursor) > ($1::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, cursor limit $3
            """, connection);
        command.Parameters.Add(new() { Value = after.Transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = after.Line });
        command.Parameters.Add(new() { Value = most });
        var changes = new Dictionary<long, Instant?>();
        var lines = 0;
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
            {
                after = CursorOf(reader);
                lines++;
                changes[reader.GetInt64(2)] = reader.IsDBNull(3) ? changes.GetValueOrDefault(reader.GetInt64(2)) : reader.GetFieldValue<Instant>(3);
            }
        return new Read(after, changes, lines);
    }

    /// <summary>Who asked to be told of these parcels, and what they were told of each.</summary>
    private static async Task<List<Asked>> AskedAsync(NpgsqlConnection connection, long[] changed, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select s.id, pp.parcel_id, s.kinds, p.destination_country,
              coalesce((select array_agg(n.kind || ' ' || n.occasion) from tracking.notice n where n.parcel_id = pp.parcel_id and n.subscription_id = s.id), '{}'),
              coalesce((select array_agg(k) from jsonb_array_elements_text(h.notices->'kinds') k), case when jsonb_exists(h.notices, 'kinds') then '{}'::text[] end)
            from tracking.purchase_parcel pp join tracking.subscription s on s.purchase_id = pp.purchase_id
            join tracking.purchase p on p.id = pp.purchase_id join tracking.shop h on h.id = p.shop_id
            where pp.parcel_id = any($1) and s.ended_at is null and p.erased_at is null order by s.id, pp.ordinal
            """, connection);
        command.Parameters.Add(new() { Value = changed });
        var asked = new List<Asked>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var wanted = Kinds(reader.GetFieldValue<string[]>(2));
            if (!reader.IsDBNull(5))
                wanted.IntersectWith(Kinds(reader.GetFieldValue<string[]>(5)));
            asked.Add(new(reader.GetInt64(0), reader.GetInt64(1), wanted, reader.IsDBNull(3) ? null : reader.GetString(3),
                [.. reader.GetFieldValue<string[]>(4).Select(told => told.Split(' ', 2)).Select(told => (Enum.Parse<NoticeKind>(told[0]), told[1]))]));
        }
        return asked;
    }

    private async Task WriteAsync(NpgsqlConnection connection, Asked one, IReadOnlyList<PlannedNotice> decided, string domain, CancellationToken cancel)
    {
        var planned = new List<(Notice, long?)>();
        foreach (var telling in decided)
            planned.Add((telling.Notice, telling.DueAt is { } due ? await MailAsync(connection, one.SubscriptionId, telling.Notice.Kind is NoticeKind.Arrived, due, domain, cancel) : null));
        await RememberAsync(connection, one.ParcelId, one.SubscriptionId, planned, cancel);
    }

    /// <summary>The message that still waits for this subscription, or a new one: news of one order within the wait are one message.</summary>
    private static async Task<long> MailAsync(NpgsqlConnection connection, long subscription, bool asks, Instant due, string domain, CancellationToken cancel)
    {
        await using (var waiting = new NpgsqlCommand("select id from tracking.mail where subscription_id = $1 and asks = $2 and state = 'Waiting' and attempts = 0 and not exists (select from tracking.letter t where t.mail_id = mail.id) order by id limit 1 for update", connection))
        {
            waiting.Parameters.Add(new() { Value = subscription });
            waiting.Parameters.Add(new() { Value = asks });
            if (await waiting.ExecuteScalarAsync(cancel) is long known)
                return known;
        }
        await using var command = new NpgsqlCommand("insert into tracking.mail (subscription_id, message_id, asks, due_at) values ($1, $2, $3, $4) returning id", connection);
        command.Parameters.Add(new() { Value = subscription });
        command.Parameters.Add(new() { Value = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@{domain}" });
        command.Parameters.Add(new() { Value = asks });
        command.Parameters.Add(new() { Value = due });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task RememberAsync(NpgsqlConnection connection, long parcel, long subscription, IReadOnlyList<(Notice Notice, long? Mail)> notices, CancellationToken cancel)
    {
        if (notices.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            insert into tracking.notice (parcel_id, subscription_id, kind, occasion, at, mail_id)
            select $1, $2, g.kind, g.occasion, g.at, g.mail from unnest($3, $4, $5, $6) as g(kind, occasion, at, mail)
            on conflict do nothing
            """, connection);
        command.Parameters.Add(new() { Value = parcel });
        command.Parameters.Add(new() { Value = subscription });
        command.Parameters.Add(new() { Value = notices.Select(one => one.Notice.Kind.ToString()).ToArray() });
        command.Parameters.Add(new() { Value = notices.Select(one => one.Notice.Occasion).ToArray() });
        command.Parameters.Add(new() { Value = notices.Select(one => one.Notice.At).ToArray() });
        command.Parameters.Add(new() { Value = notices.Select(one => one.Mail).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task DropWaitingAsync(NpgsqlConnection connection, long subscription, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            update tracking.mail set state = 'Dropped', ended_at = clock_timestamp(), why = 'the buyer asked for no more' where subscription_id = $1 and state = 'Waiting'
            """, connection);
        command.Parameters.Add(new() { Value = subscription });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<Subscription?> OneAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Subscription(reader) : null;
    }

    private static Subscription Subscription(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        OrderId = reader.GetInt64(1),
        Kinds = Kinds(reader.GetFieldValue<string[]>(2)),
        Language = reader.GetString(3),
        EndedAt = reader.IsDBNull(4) ? null : reader.GetFieldValue<Instant>(4),
    };

    private static HashSet<NoticeKind> Kinds(string[] names) => [.. names.Select(Enum.Parse<NoticeKind>)];

    private static ChangeCursor CursorOf(NpgsqlDataReader reader) => new(ulong.Parse(reader.GetString(0), CultureInfo.InvariantCulture), reader.GetInt64(1));

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <param name="Changes">Changed parcels, and when their wires were read again where that is what changed them.</param>
    private sealed record Read(ChangeCursor Cursor, Dictionary<long, Instant?> Changes, int Lines);

    private sealed record Asked(long SubscriptionId, long ParcelId, HashSet<NoticeKind> Wanted, string? Destination, IReadOnlyList<(NoticeKind, string)> Told);
}
