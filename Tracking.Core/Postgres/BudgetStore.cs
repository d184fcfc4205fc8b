using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>How often carriers may be asked, by all nodes together.</summary>
public sealed class BudgetStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Of those that can be asked, those that have due legs and may be asked within a few seconds, and for which no job is planned or at work;
    /// they count as planned for a minute.
    /// </summary>
    public async Task<IReadOnlyList<CarrierId>> PlanAsync(AskRoutes routes, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into tracking.budget as b (carrier, planned_until)
            select c, now() + interval '60 s' from unnest($1) as c
            where exists (select from tracking.leg l where l.carrier = c and l.next_ask_at <= now() and l.detached_at is null)
              or exists (select from tracking.leg l where l.carrier is null and l.next_ask_at <= now() and l.detached_at is null
                and tracking.asked_of(l.carrier, l.candidates, l.tries, $1, $2) = c)
              or c = $2 and exists (select from tracking.leg l where not l.carrier = any($1) and l.next_ask_at <= now() and l.detached_at is null)
            order by c
            on conflict (carrier) do update set planned_until = excluded.planned_until
            where (b.planned_until is null or b.planned_until < now()) and b.next_at <= now() + interval '5 s'
            returning carrier
            """);
        command.Parameters.Add(new() { Value = routes.AbleIds });
        command.Parameters.Add(new() { Value = (object?)routes.Aggregator?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
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
    /// <param name="confirms">True for a request that a weakly proven push waits for: a fifth of the day is kept for those.</param>
    public async Task<Duration?> TakeAsync(CarrierId carrier, Duration spacing, int? daily, bool confirms, CancellationToken cancel)
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
        command.Parameters.Add(new() { Value = daily is { } limit ? confirms ? limit : limit - limit / 5 : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return reader.GetInt64(0) == 1 ? null : Duration.Max(Duration.FromMilliseconds(1), reader.GetFieldValue<Duration>(1));
    }

    /// <summary>How a carrier may be asked now, without asking.</summary>
    /// <param name="daily">Requests a day, in UTC; null where no limit is known.</param>
    public async Task<Allowance> FindAsync(CarrierId carrier, int? daily, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select b.next_at, (b.day = (now() at time zone 'UTC')::date and b.spent >= $2) is true, ((now() at time zone 'UTC')::date + 1)::timestamp at time zone 'UTC', b.next_at > now() + interval '5 s'
            from tracking.budget b where b.carrier = $1
            """);
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = daily is { } limit ? limit - limit / 5 : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return new(null, false);
        return reader.GetBoolean(1) ? new(reader.GetFieldValue<Instant>(2), true) : new(reader.GetBoolean(3) ? reader.GetFieldValue<Instant>(0) : null, false);
    }

    /// <summary>Ends the wait after failures: a person has looked.</summary>
    public async Task ReleaseAsync(CarrierId carrier, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.budget set next_at = now() where carrier = $1 and next_at > now()");
        command.Parameters.Add(new() { Value = carrier.Value });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>By how many times an ask of each carrier is dearer than the setting says; those not named are not.</summary>
    public async Task<Dictionary<string, double>> PricesAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select carrier, price from tracking.budget where price > 1");
        var prices = new Dictionary<string, double>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            prices[reader.GetString(0)] = reader.GetDouble(1);
        return prices;
    }

    /// <summary>
    /// Once an hour, sets the price of each carrier so that the asks of a day as now planned fit into four fifths of its requests: the rest is kept for confirming. Intervals grow with the root of
    /// the price; the step is the plain ratio, at most fourfold, so it settles within hours without swinging.
    /// </summary>
    /// <param name="limits">Requests a day and numbers a request, of carriers that set a limit.</param>
    public async Task PriceAsync(IReadOnlyDictionary<CarrierId, (int Daily, int Batch)> limits, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with planned as (
              select g.carrier, coalesce((
                select sum(86400 / least(greatest(extract(epoch from l.next_ask_at - coalesce(l.answered_at, l.asked_at, l.added_at)), 3600), 604800))
                from tracking.leg l where l.carrier = g.carrier and l.next_ask_at is not null and l.detached_at is null), 0) / g.batch / (g.daily * 0.8) as share
              from unnest($1, $2, $3) as g(carrier, daily, batch))
            insert into tracking.budget as b (carrier, price, priced_at) select carrier, greatest(1, least(4, share)), now() from planned order by carrier
            on conflict (carrier) do update set priced_at = now(),
              price = (select greatest(1, least(10000, b.price * greatest(0.25, least(4, p.share)))) from planned p where p.carrier = b.carrier)
            where b.priced_at < now() - interval '1 hour'
            """);
        command.Parameters.Add(new() { Value = limits.Keys.Select(carrier => carrier.Value).ToArray() });
        command.Parameters.Add(new() { Value = limits.Values.Select(limit => limit.Daily).ToArray() });
        command.Parameters.Add(new() { Value = limits.Values.Select(limit => limit.Batch).ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
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
