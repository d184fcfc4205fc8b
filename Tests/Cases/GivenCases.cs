using NodaTime;
using Npgsql;
using Tracking.Core.Findings;

namespace Tracking.Tests.Cases;

/// <summary>Puts parcels with something wrong into a database, as Settle would leave them.</summary>
public static class GivenCases
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);

    /// <summary>A parcel with a leg, an order, a finding and its case; its id and the case's.</summary>
    public static async Task<(long Parcel, long Case)> AddAsync(
        NpgsqlDataSource database, FindingKind kind, Severity severity, double rank, string number, CancellationToken cancel,
        string carrier = "fedex", string to = "US", string? assignee = null, string state = "Open", Instant? snoozedUntil = null, int days = 10)
    {
        await using var command = database.CreateCommand("""
            with s as (insert into tracking.shop (name) values (@number) returning id),
            p as (insert into tracking.parcel (destination_country) values (@to) returning id),
            l as (insert into tracking.leg (parcel_id, carrier, number, role) select id, @carrier, @number, 'WholeWay' from p),
            o as (insert into tracking.purchase (shop_id, channel, number, buyer_email_key, token_hash, token_cipher)
                  select id, 'web', 'so-' || @number, sha256(convert_to(lower(@number) || '@example.test', 'UTF8')), sha256(convert_to(@number, 'UTF8')), '\x00' from s returning id),
            op as (insert into tracking.purchase_parcel select o.id, p.id, 1 from o, p),
            f as (insert into tracking.finding (parcel_id, kind, subject, severity, since, opened_at, document)
                  select id, @kind, @number, @severity, @since, @now, jsonb_build_object('kind', @kind::text, 'subject', @number::text, 'severity', @severity::text,
                    'since', to_char(@since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'sentence', 'Something is wrong with ' || @number) from p)
            insert into tracking.work_case (parcel_id, state, severity, kind, carrier, lane, facility, rank, assignee, snoozed_until, opened_at, changed_at, closed_at)
            select id, @state, @severity, @kind, @carrier, 'CN-' || @to, 'HUB ' || @to, @rank, @assignee, @snoozed, @now, @now, case when @state in ('Resolved', 'Dismissed', 'Cleared') then @now end from p
            returning parcel_id, id
            """);
        command.Parameters.AddWithValue("number", number);
        command.Parameters.AddWithValue("to", to);
        command.Parameters.AddWithValue("carrier", carrier);
        command.Parameters.AddWithValue("kind", kind.ToString());
        command.Parameters.AddWithValue("severity", severity.ToString());
        command.Parameters.AddWithValue("rank", rank);
        command.Parameters.AddWithValue("state", state);
        command.Parameters.AddWithValue("since", Now - Duration.FromDays(days));
        command.Parameters.AddWithValue("now", Now);
        command.Parameters.Add(new NpgsqlParameter("assignee", NpgsqlTypes.NpgsqlDbType.Text) { Value = (object?)assignee ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("snoozed", NpgsqlTypes.NpgsqlDbType.TimestampTz) { Value = (object?)snoozedUntil ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
