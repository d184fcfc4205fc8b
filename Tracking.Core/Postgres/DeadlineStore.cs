using NodaTime;
using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>By when cases want to be closed, and which were not.</summary>
public sealed class DeadlineStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Open cases without a time; those of a parcel belong to the team of its first order's shop.</summary>
    public async Task<IReadOnlyList<UndatedCase>> ListUndatedAsync(int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select c.id, coalesce((
                     select s.team_id from tracking.purchase_parcel b join tracking.purchase o on o.id = b.purchase_id join tracking.shop s on s.id = o.shop_id
                     where b.parcel_id = c.parcel_id order by o.id limit 1), (select min(id) from tracking.team)),
                   c.kind, p.tier, coalesce((select max(a.at) from tracking.case_act a where a.case_id = c.id and a.act = 'reopened'), c.opened_at)
            from tracking.work_case c left join tracking.parcel p on p.id = c.parcel_id
            where c.closed_at is null and c.due_at is null order by c.id limit @most
            """);
        command.Parameters.AddWithValue("most", most);
        var cases = new List<UndatedCase>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            cases.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetFieldValue<Instant>(4)));
        return cases;
    }

    public async Task SetDueAsync(IReadOnlyList<(long CaseId, Instant Due)> due, CancellationToken cancel)
    {
        if (due.Count == 0)
            return;
        await using var command = database.CreateCommand($"""
            update tracking.work_case c set due_at = g.due from unnest(@ids, @due) as g(id, due) where c.id = g.id and c.due_at is null;
            select pg_notify('{Wakes.Changed}', '')
            """);
        command.Parameters.AddWithValue("ids", due.Select(one => one.CaseId).ToArray());
        command.Parameters.AddWithValue("due", due.Select(one => one.Due).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Marks open cases whose time has passed, once each; a snoozed one when its snooze ends. How many.</summary>
    public async Task<int> EscalateAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with late as (
              update tracking.work_case set escalated_at = @now, changed_at = @now, version = version + 1
              where closed_at is null and escalated_at is null and due_at <= @now and state <> 'Snoozed' returning id, version, due_at),
            told as (
              insert into tracking.case_act (case_id, version, by, act, note)
              select id, version, 'rules', 'escalated', 'it was due at ' || to_char(due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' from late)
            select count(*)::int, case when count(*) > 0 then pg_notify('{Wakes.Changed}', '') end from late
            """);
        command.Parameters.AddWithValue("now", Instant.FromDateTimeOffset(clock.GetUtcNow()));
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }
}
