using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>How often carriers may be asked, by all nodes together.</summary>
public sealed class BudgetStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Of the carriers given, those that have due legs and may be asked within a few seconds, and for which no job is planned or at work;
    /// they count as planned for a minute.
    /// </summary>
    public async Task<IReadOnlyList<CarrierId>> PlanAsync(IReadOnlyCollection<CarrierId> carriers, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into tracking.budget as b (carrier, planned_until)
            select c, now() + interval '60 s' from unnest($1) as c
            where exists (select from tracking.leg l where l.carrier = c and l.next_ask_at <= now() and l.detached_at is null)
            order by c
            on conflict (carrier) do update set planned_until = excluded.planned_until
            where (b.planned_until is null or b.planned_until < now()) and b.next_at <= now() + interval '5 s'
            returning carrier
            """);
        command.Parameters.Add(new() { Value = carriers.Select(carrier => carrier.Value).ToArray() });
        var planned = new List<CarrierId>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            planned.Add(new CarrierId(reader.GetString(0)));
        return planned;
    }

    /// <summary>Ends the plan of a carrier: the next tick may plan it again.</summary>
    public async Task DoneAsync(CarrierId carrier, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.budget set planned_until = null where carrier = $1");
        command.Parameters.Add(new() { Value = carrier.Value });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Takes one request out of the budget; null where it was granted, else how long until the next may be.</summary>
    /// <param name="spacing">Least time between two requests.</param>
    /// <param name="daily">Requests a day, in UTC; null where no limit is known.</param>
    public async Task<Duration?> TakeAsync(CarrierId carrier, Duration spacing, int? daily, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with taken as (
              insert into tracking.budget as b (carrier, next_at, day, spent) values ($1, now() + $2, (now() at time zone 'UTC')::date, 1)
              on conflict (carrier) do update set next_at = now() + $2, day = excluded.day, spent = case when b.day = excluded.day then b.spent + 1 else 1 end
              where b.next_at <= now() and ($3::int is null or b.day <> excluded.day or b.spent < $3)
              returning 1)
            select (select count(*) from taken),
              coalesce((select case when b.next_at > now() then b.next_at - now()
                else ((now() at time zone 'UTC')::date + 1) - (now() at time zone 'UTC') end from tracking.budget b where b.carrier = $1), interval '0')
            """);
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = spacing });
        command.Parameters.Add(new() { Value = (object?)daily ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return reader.GetInt64(0) == 1 ? null : Duration.Max(Duration.FromMilliseconds(1), reader.GetFieldValue<Duration>(1));
    }

    /// <summary>No request of any node before this wait is over.</summary>
    public async Task HoldAsync(CarrierId carrier, Duration wait, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into tracking.budget as b (carrier, next_at) values ($1, now() + $2)
            on conflict (carrier) do update set next_at = greatest(b.next_at, excluded.next_at)
            """);
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = wait });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
