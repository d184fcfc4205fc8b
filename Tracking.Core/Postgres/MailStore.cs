using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Notices;

namespace Tracking.Core.Postgres;

/// <summary>
/// Messages on their way: each is claimed, committed, before it is handed over, so that a node that dies in between leaves a claim behind and
/// nobody hands it over again. Due times and claims go by the database's clock.
/// </summary>
public sealed class MailStore(NpgsqlDataSource database)
{
    /// <summary>A claim that is older was left behind: no hand-over takes so long.</summary>
    public static readonly Duration ClaimLife = Duration.FromMinutes(5);

    /// <summary>What was due longer ago is dropped, not sent late.</summary>
    public static readonly Duration TooLate = Duration.FromDays(1);

    private const int Page = 50;

    private const string Columns = """
        m.id, p.id, h.id, h.name, p.number, p.destination_country, coalesce(t.language, s.language), m.message_id, m.asks, m.state, m.due_at, m.planned_at, m.attempts, m.ended_at, m.why,
        coalesce((select array_agg(n.parcel_id order by n.at, n.parcel_id, n.kind) from tracking.notice n where n.mail_id = m.id), '{}'),
        coalesce((select array_agg(n.kind order by n.at, n.parcel_id, n.kind) from tracking.notice n where n.mail_id = m.id), '{}'),
        coalesce((select array_agg(n.occasion order by n.at, n.parcel_id, n.kind) from tracking.notice n where n.mail_id = m.id), '{}'),
        coalesce((select array_agg(n.at order by n.at, n.parcel_id, n.kind) from tracking.notice n where n.mail_id = m.id), '{}'),
        t.subject, t.body
        """;

    private const string Joins = "join tracking.subscription s on s.id = m.subscription_id join tracking.purchase p on p.id = s.purchase_id join tracking.shop h on h.id = p.shop_id left join tracking.letter t on t.mail_id = m.id";

    /// <summary>Takes the message that has been due longest, for this node alone; null where none is due or all are stopped.</summary>
    public async Task<Mail?> ClaimAsync(string node, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with m as (
              update tracking.mail set state = 'Claimed', claimed_at = clock_timestamp(), claimed_by = $1, attempts = attempts + 1
              where id = (select id from tracking.mail where state = 'Waiting' and due_at <= clock_timestamp()
                  and exists (select from tracking.mail_switch where stopped_at is null)
                order by due_at, id limit 1 for update skip locked)
              returning *)
            select {Columns} from m {Joins}
            """);
        command.Parameters.Add(new() { Value = node });
        return (await MailsAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>True where a message is due and none are stopped.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select exists (select from tracking.mail where state = 'Waiting' and due_at <= clock_timestamp()) and exists (select from tracking.mail_switch where stopped_at is null)
            """);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Claims that were left behind become uncertain, and what is far too late is dropped unless all are stopped; how many were left behind.</summary>
    public async Task<int> SettleLeftAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with late as (
              update tracking.mail set state = 'Dropped', ended_at = clock_timestamp(), why = 'due more than a day ago'
              where state = 'Waiting' and attempts = 0 and due_at < clock_timestamp() - $2 and exists (select from tracking.mail_switch where stopped_at is null)),
            left_behind as (
              update tracking.mail set state = 'Uncertain', ended_at = clock_timestamp(), why = 'the node ' || claimed_by || ' ended while it handed it over'
              where state = 'Claimed' and claimed_at < clock_timestamp() - $1 returning 1)
            select count(*)::int from left_behind
            """);
        command.Parameters.Add(new() { Value = ClaimLife });
        command.Parameters.Add(new() { Value = TooLate });
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>The address a claimed message goes to, read at the last moment; null where its buyer was forgotten or had enough meanwhile.</summary>
    public async Task<string?> FindAddressAsync(long mail, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select p.buyer_email from tracking.mail m {Joins} where m.id = $1 and m.state = 'Claimed' and s.ended_at is null and p.erased_at is null");
        command.Parameters.Add(new() { Value = mail });
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <summary>Ends a claim: sent, refused for good, uncertain or dropped.</summary>
    public async Task EndAsync(long mail, MailState state, string? why, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.mail set state = $2, ended_at = clock_timestamp(), why = $3 where id = $1 and state = 'Claimed'");
        command.Parameters.Add(new() { Value = mail });
        command.Parameters.Add(new() { Value = state.ToString() });
        command.Parameters.Add(new() { Value = (object?)why ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Gives a claim back that was certainly not handed over, to be tried again.</summary>
    /// <param name="counts">False where nothing was tried.</param>
    public async Task PutBackAsync(long mail, Instant due, string? why, bool counts, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.mail set state = 'Waiting', due_at = $2, why = $3, attempts = attempts - case when $4 then 0 else 1 end, claimed_at = null, claimed_by = null where id = $1 and state = 'Claimed'
            """);
        command.Parameters.Add(new() { Value = mail });
        command.Parameters.Add(new() { Value = due });
        command.Parameters.Add(new() { Value = (object?)why ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = counts });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Drops a claimed message of which nothing is true any more; its changes can be told when they happen after all.</summary>
    public async Task DropUntoldAsync(long mail, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with ended as (update tracking.mail set state = 'Dropped', ended_at = clock_timestamp(), why = 'no longer true when it was due' where id = $1 and state = 'Claimed' returning id)
            delete from tracking.notice where mail_id in (select id from ended)
            """);
        command.Parameters.Add(new() { Value = mail });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Messages, newest first, fifty at a time.</summary>
    public async Task<IReadOnlyList<Mail>> ListAsync(MailFilter filter, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            select {Columns} from (
              select m.* from tracking.mail m {Joins}
              where ($1::text is null or m.state = $1) and ($2::text is null or upper(p.number) = upper($2)) and ($3::bigint is null or m.id < $3)
                and ($4::bigint is null or m.id in (
                  select o.id from tracking.purchase_parcel b join tracking.subscription t on t.purchase_id = b.purchase_id join tracking.mail o on o.subscription_id = t.id where b.parcel_id = $4
                  union all select mail_id from tracking.notice where parcel_id = $4 and mail_id is not null))
              order by m.id desc limit {Page}) m {Joins} order by m.id desc
            """);
        command.Parameters.Add(new() { Value = (object?)filter.State?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)filter.Search ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)filter.Before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = (object?)filter.Parcel ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        return await MailsAsync(command, cancel);
    }

    /// <summary>One message; null where there is none.</summary>
    public async Task<Mail?> FindAsync(long id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.mail m {Joins} where m.id = $1");
        command.Parameters.Add(new() { Value = id });
        return (await MailsAsync(command, cancel)).SingleOrDefault();
    }

    /// <summary>Whom a message is for, for people who may see it; null where the order has no address any more.</summary>
    public async Task<string?> FindRecipientAsync(long mail, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select p.buyer_email from tracking.mail m {Joins} where m.id = $1");
        command.Parameters.Add(new() { Value = mail });
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <summary>How many messages stand in each state, and how many that wait are due since more than a day.</summary>
    public async Task<(IReadOnlyDictionary<MailState, int> Counts, int TooLate)> CountAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select state, count(*)::int, (count(*) filter (where due_at < clock_timestamp() - $1))::int from tracking.mail group by state");
        command.Parameters.Add(new() { Value = TooLate });
        var counts = new Dictionary<MailState, int>();
        var late = 0;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var state = Enum.Parse<MailState>(reader.GetString(0));
            counts[state] = reader.GetInt32(1);
            late += state is MailState.Waiting ? reader.GetInt32(2) : 0;
        }
        return (counts, late);
    }

    public async Task<MailSwitch> SwitchAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select stopped_at, stopped_by, failing_since, failure from tracking.mail_switch");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new(reader.IsDBNull(0) ? null : reader.GetFieldValue<Instant>(0), reader.IsDBNull(1) ? null : reader.GetString(1),
            reader.IsDBNull(2) ? null : reader.GetFieldValue<Instant>(2), reader.IsDBNull(3) ? null : reader.GetString(3));
    }

    /// <summary>Notes that the mail server takes nothing, or that it does again.</summary>
    public async Task NoteServerAsync(string? failure, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.mail_switch set failing_since = case when $1::text is null then null else coalesce(failing_since, clock_timestamp()) end, failure = $1 where failure is distinct from $1
            """);
        command.Parameters.Add(new() { Value = (object?)failure ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Stops all messages; false where they are stopped already.</summary>
    public async Task<bool> StopAsync(string by, string? note, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with stopped as (update tracking.mail_switch set stopped_at = clock_timestamp(), stopped_by = $1 where stopped_at is null returning 1),
            told as (insert into tracking.mail_act (by, act, note) select $1, 'stopped all messages', $2 from stopped)
            select exists (select from stopped)
            """);
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = (object?)note ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Lets messages leave again. Those that were due for more than a day are dropped; how many, or null where nothing was stopped.</summary>
    public async Task<int?> ResumeAsync(string by, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with resumed as (update tracking.mail_switch set stopped_at = null, stopped_by = null where stopped_at is not null returning 1),
            late as (
              update tracking.mail set state = 'Dropped', ended_at = clock_timestamp(), why = 'due for more than a day while messages were stopped'
              where state = 'Waiting' and due_at < clock_timestamp() - $2 and exists (select from resumed) returning 1),
            told as (insert into tracking.mail_act (by, act, note) select $1, 'let messages leave again', (select count(*) from late) || ' too late were dropped' from resumed)
            select case when exists (select from resumed) then (select count(*) from late)::int end
            """);
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = TooLate });
        return await command.ExecuteScalarAsync(cancel) as int?;
    }

    /// <summary>A person sends an uncertain or refused message again, with the Message-ID it had; false where it is neither any more.</summary>
    public Task<bool> SendAgainAsync(long mail, string by, CancellationToken cancel) => ActAsync(mail, by, "sent it again", """
        update tracking.mail set state = 'Waiting', due_at = clock_timestamp(), attempts = 1, ended_at = null, why = null, claimed_at = null, claimed_by = null
        where id = $1 and state in ('Uncertain', 'Refused') returning id
        """, cancel);

    /// <summary>A person leaves an uncertain message as it is: it counts as sent; false where it is not uncertain any more.</summary>
    public Task<bool> LeaveAsync(long mail, string by, CancellationToken cancel) => ActAsync(mail, by, "left it", """
        update tracking.mail set state = 'Sent', why = 'uncertain, and left so by a person' where id = $1 and state = 'Uncertain' returning id
        """, cancel);

    /// <summary>What people did, newest first.</summary>
    public async Task<IReadOnlyList<MailAct>> ListActsAsync(int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select at, by, act, mail_id, note from tracking.mail_act order by id desc limit $1");
        command.Parameters.Add(new() { Value = most });
        var acts = new List<MailAct>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            acts.Add(new(reader.GetFieldValue<Instant>(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetString(4)));
        return acts;
    }

    /// <summary>Which of these messages there still are: files of others are let go.</summary>
    public async Task<IReadOnlySet<long>> ListKnownAsync(long[] mails, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id from tracking.mail where id = any($1)");
        command.Parameters.Add(new() { Value = mails });
        var known = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            known.Add(reader.GetInt64(0));
        return known;
    }

    private async Task<bool> ActAsync(long mail, string by, string act, string change, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with changed as ({change}),
            told as (insert into tracking.mail_act (by, act, mail_id) select $2, $3, id from changed)
            select exists (select from changed)
            """);
        command.Parameters.Add(new() { Value = mail });
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = act });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<IReadOnlyList<Mail>> MailsAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        var mails = new List<Mail>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var parcels = reader.GetFieldValue<long[]>(15);
            var kinds = reader.GetFieldValue<string[]>(16);
            var occasions = reader.GetFieldValue<string[]>(17);
            var moments = reader.GetFieldValue<Instant[]>(18);
            mails.Add(new()
            {
                Id = reader.GetInt64(0),
                OrderId = reader.GetInt64(1),
                ShopId = reader.GetInt64(2),
                ShopName = reader.GetString(3),
                OrderNumber = reader.GetString(4),
                Destination = reader.IsDBNull(5) ? null : reader.GetString(5),
                Language = reader.GetString(6),
                MessageId = reader.GetString(7),
                Asks = reader.GetBoolean(8),
                State = Enum.Parse<MailState>(reader.GetString(9)),
                DueAt = reader.GetFieldValue<Instant>(10),
                PlannedAt = reader.GetFieldValue<Instant>(11),
                Attempts = reader.GetInt32(12),
                EndedAt = reader.IsDBNull(13) ? null : reader.GetFieldValue<Instant>(13),
                Why = reader.IsDBNull(14) ? null : reader.GetString(14),
                Notices = [.. parcels.Select((parcel, i) => new MailNotice(parcel, Enum.Parse<NoticeKind>(kinds[i]), occasions[i], moments[i]))],
                Letter = reader.IsDBNull(19) ? null : new(reader.GetString(19), reader.GetString(20)),
            });
        }
        return mails;
    }
}
