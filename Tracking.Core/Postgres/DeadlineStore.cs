using NodaTime;
using Npgsql;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>Teams, what they promise, and which cases they did not close in time.</summary>
public sealed class DeadlineStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>All teams with their days off; there is always one.</summary>
    public async Task<IReadOnlyList<Team>> ListTeamsAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select t.id, t.name, t.zone, t.opens, t.closes, t.weekdays,
                   coalesce((select array_agg(h.day order by h.day) from tracking.team_holiday h where h.team_id = t.id), '{}'),
                   coalesce((select array_agg(h.name order by h.day) from tracking.team_holiday h where h.team_id = t.id), '{}')
            from tracking.team t order by t.id
            """);
        var teams = new List<Team>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            teams.Add(new Team
            {
                Id = reader.GetInt64(0),
                Name = reader.GetString(1),
                Zone = reader.GetString(2),
                Opens = reader.GetFieldValue<LocalTime>(3),
                Closes = reader.GetFieldValue<LocalTime>(4),
                Weekdays = [.. reader.GetFieldValue<int[]>(5).Select(day => (IsoDayOfWeek)day)],
                Holidays = reader.GetFieldValue<LocalDate[]>(6).Zip(reader.GetFieldValue<string[]>(7)).ToDictionary(of => of.First, of => of.Second),
            });
        return teams;
    }

    /// <summary>What is promised beyond what is usual.</summary>
    public async Task<IReadOnlyList<CaseSla>> ListSlasAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select kind, tier, hours::float8 from tracking.case_sla order by kind, tier");
        var rows = new List<CaseSla>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetDouble(2)));
        return rows;
    }

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

    /// <summary>Changes a team's hours and days off; open cases get their times anew.</summary>
    public async Task SaveTeamAsync(Team team, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.team set name = @name, zone = @zone, opens = @opens, closes = @closes, weekdays = @weekdays where id = @id;
            delete from tracking.team_holiday where team_id = @id;
            insert into tracking.team_holiday (team_id, day, name) select @id, day, name from unnest(@days, @names) as g(day, name);
            update tracking.work_case set due_at = null where closed_at is null and escalated_at is null
            """);
        command.Parameters.AddWithValue("id", team.Id);
        command.Parameters.AddWithValue("name", team.Name);
        command.Parameters.AddWithValue("zone", team.Zone);
        command.Parameters.AddWithValue("opens", team.Opens);
        command.Parameters.AddWithValue("closes", team.Closes);
        command.Parameters.AddWithValue("weekdays", team.Weekdays.Select(day => (int)day).ToArray());
        command.Parameters.AddWithValue("days", team.Holidays.Keys.ToArray());
        command.Parameters.AddWithValue("names", team.Holidays.Values.ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Says what is promised instead of what was; open cases get their times anew.</summary>
    public async Task SaveSlasAsync(IReadOnlyList<CaseSla> rows, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            delete from tracking.case_sla;
            insert into tracking.case_sla (kind, tier, hours) select kind, tier, hours from unnest(@kinds, @tiers, @hours) as g(kind, tier, hours);
            update tracking.work_case set due_at = null where closed_at is null and escalated_at is null
            """);
        command.Parameters.AddWithValue("kinds", rows.Select(row => row.Kind).ToArray());
        command.Parameters.AddWithValue("tiers", rows.Select(row => row.Tier).ToArray());
        command.Parameters.AddWithValue("hours", rows.Select(row => row.Hours).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }
}
