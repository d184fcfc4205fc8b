using NodaTime;
using Npgsql;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>Teams, and within how many of their hours cases want to be closed; whatever is changed is in the audit of people.</summary>
public sealed class TeamStore(NpgsqlDataSource database)
{
    private const string Overtaken = "Somebody else changed it meanwhile. Nothing of yours was saved: load the page again.";

    /// <summary>All teams, the first made first; there is always one, to which new shops come.</summary>
    public async Task<IReadOnlyList<Team>> ListAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await ListAsync(connection, cancel);
    }

    /// <summary>Everybody who can be in a team, by e-mail address, with the id of the team they are in.</summary>
    public async Task<IReadOnlyDictionary<string, long?>> ListPeopleAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select email, team_id from auth.person where disabled_at is null and email is not null order by email");
        var people = new Dictionary<string, long?>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            people[reader.GetString(0)] = reader.IsDBNull(1) ? null : reader.GetInt64(1);
        return people;
    }

    /// <summary>What is promised beyond what is usual.</summary>
    public async Task<IReadOnlyList<CaseSla>> ListSlasAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await ListSlasAsync(connection, cancel);
    }

    /// <summary>Makes a team of this name that works as teams do at first; its id, or why not.</summary>
    public async Task<(long? Id, string? Why)> MakeAsync(string name, string by, CancellationToken cancel)
    {
        if (name.Trim().Length is 0 or > Team.NameLength)
            return (null, $"Give the team a name of at most {Team.NameLength} characters.");
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand("insert into tracking.team (name) values (@name) on conflict (name) do nothing returning id", connection);
        command.Parameters.AddWithValue("name", name.Trim());
        if (await command.ExecuteScalarAsync(cancel) is not long id)
            return (null, Twice(name));
        await AppendAsync(connection, by, "made a team", name.Trim(), null, (await FindAsync(connection, id, cancel))?.Said, cancel);
        await transaction.CommitAsync(cancel);
        return (id, null);
    }

    /// <summary>Changes a team unless somebody else did since it was seen; open cases get their times anew. Null, or why not.</summary>
    /// <param name="wanted">Shops are added to those it has; members are those and no others.</param>
    public async Task<string?> SaveAsync(Team seen, Team wanted, string by, CancellationToken cancel)
    {
        if (wanted.Problems().FirstOrDefault() is { } problem)
            return problem;
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await LockAsync(connection, cancel);
        if ((await FindAsync(connection, seen.Id, cancel))?.Said != seen.Said)
            return Overtaken;
        await using var command = new NpgsqlCommand("""
            update tracking.team set name = @name, zone = @zone, opens = @opens, closes = @closes, weekdays = @weekdays where id = @id;
            delete from tracking.team_holiday where team_id = @id;
            insert into tracking.team_holiday (team_id, day, name) select @id, day, name from unnest(@days, @names) as g(day, name);
            update tracking.shop set team_id = @id where id = any(@shops) and team_id <> @id;
            update auth.person set team_id = case when email = any(@members) then @id end where team_id = @id or email = any(@members);
            update tracking.work_case set due_at = null where closed_at is null and escalated_at is null
            """, connection);
        command.Parameters.AddWithValue("id", wanted.Id);
        command.Parameters.AddWithValue("name", wanted.Name.Trim());
        command.Parameters.AddWithValue("zone", wanted.Zone);
        command.Parameters.AddWithValue("opens", wanted.Opens);
        command.Parameters.AddWithValue("closes", wanted.Closes);
        command.Parameters.AddWithValue("weekdays", wanted.Weekdays.Distinct().Order().Select(day => (int)day).ToArray());
        command.Parameters.AddWithValue("days", wanted.Holidays.Keys.ToArray());
        command.Parameters.AddWithValue("names", wanted.Holidays.Values.ToArray());
        command.Parameters.AddWithValue("shops", wanted.Shops.Keys.ToArray());
        command.Parameters.AddWithValue("members", wanted.Members.ToArray());
        try
        {
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Twice(wanted.Name);
        }
        await AppendAsync(connection, by, "changed a team", seen.Name, seen.Said, (await FindAsync(connection, wanted.Id, cancel))?.Said, cancel);
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>Removes a team that has no shops; null, or why not.</summary>
    public async Task<string?> RemoveAsync(Team seen, string by, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await LockAsync(connection, cancel);
        var all = await ListAsync(connection, cancel);
        if (all.FirstOrDefault(team => team.Id == seen.Id) is not { } held || held.Said != seen.Said)
            return Overtaken;
        if (held.Id == all[0].Id)
            return "New shops come to the first team: it stays.";
        if (held.Shops.Count > 0)
            return $"It has shops: give {string.Join(", ", held.Shops.Values)} to another team first.";
        await using var command = new NpgsqlCommand("delete from tracking.team_holiday where team_id = @id; delete from tracking.team where id = @id", connection);
        command.Parameters.AddWithValue("id", held.Id);
        await command.ExecuteNonQueryAsync(cancel);
        await AppendAsync(connection, by, "removed a team", held.Name, held.Said, null, cancel);
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>Says what is promised instead of what was, unless somebody else did since it was seen; open cases get their times anew. Null, or why not.</summary>
    public async Task<string?> SaveSlasAsync(IReadOnlyList<CaseSla> seen, IReadOnlyList<CaseSla> wanted, string by, CancellationToken cancel)
    {
        if (CaseSla.Problems(wanted).FirstOrDefault() is { } problem)
            return problem;
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await LockAsync(connection, cancel);
        if (CaseSla.Said(await ListSlasAsync(connection, cancel)) != CaseSla.Said(seen))
            return Overtaken;
        await using var command = new NpgsqlCommand("""
            delete from tracking.case_sla;
            insert into tracking.case_sla (kind, tier, hours) select kind, tier, hours from unnest(@kinds, @tiers, @hours) as g(kind, tier, hours);
            update tracking.work_case set due_at = null where closed_at is null and escalated_at is null
            """, connection);
        command.Parameters.AddWithValue("kinds", wanted.Select(row => row.Kind).ToArray());
        command.Parameters.AddWithValue("tiers", wanted.Select(row => row.Tier).ToArray());
        command.Parameters.AddWithValue("hours", wanted.Select(row => row.Hours).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
        await AppendAsync(connection, by, "changed by when cases are due", null, CaseSla.Said(seen), CaseSla.Said(wanted), cancel);
        await transaction.CommitAsync(cancel);
        return null;
    }

    private static string Twice(string name) => $"There is a team {name.Trim()} already.";

    /// <summary>One change at a time: they are few.</summary>
    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('tracking.team'))", connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static Task AppendAsync(NpgsqlConnection connection, string by, string act, string? subject, string? before, string? after, CancellationToken cancel) =>
        AccessActStore.AppendAsync(connection, new AccessAct(by, act, subject, before, after), cancel);

    private static async Task<Team?> FindAsync(NpgsqlConnection connection, long id, CancellationToken cancel) => (await ListAsync(connection, cancel)).FirstOrDefault(team => team.Id == id);

    private static async Task<IReadOnlyList<Team>> ListAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select t.id, t.name, t.zone, t.opens, t.closes, t.weekdays,
                   coalesce((select array_agg(h.day order by h.day) from tracking.team_holiday h where h.team_id = t.id), '{}'),
                   coalesce((select array_agg(h.name order by h.day) from tracking.team_holiday h where h.team_id = t.id), '{}'),
                   array(select p.email from auth.person p where p.team_id = t.id and p.email is not null order by p.email),
                   array(select s.id from tracking.shop s where s.team_id = t.id order by s.id), array(select s.name from tracking.shop s where s.team_id = t.id order by s.id)
            from tracking.team t order by t.id
            """, connection);
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
                Members = reader.GetFieldValue<string[]>(8),
                Shops = reader.GetFieldValue<long[]>(9).Zip(reader.GetFieldValue<string[]>(10)).ToDictionary(of => of.First, of => of.Second),
            });
        return teams;
    }

    private static async Task<IReadOnlyList<CaseSla>> ListSlasAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select kind, tier, hours::float8 from tracking.case_sla order by kind, tier", connection);
        var rows = new List<CaseSla>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetDouble(2)));
        return rows;
    }
}
