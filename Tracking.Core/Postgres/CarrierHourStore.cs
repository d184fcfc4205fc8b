using NodaTime;
using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>Counts what carriers did hour by hour, from what is stored.</summary>
public sealed class CarrierHourStore(NpgsqlDataSource database)
{
    /// <summary>Four weeks to compare with, and the hours in which they end.</summary>
    private const int DaysKept = 30;

    private const string At = "(r.local - make_interval(secs => r.offset_seconds)) at time zone 'UTC'";

    /// <summary>Counts this hour and the one before anew, and lets go of what is too old to be compared with. As often as one likes.</summary>
    public async Task CountAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            delete from tracking.carrier_hour where hour < now() - interval '{DaysKept} days';
            with span as (select date_trunc('hour', now(), 'UTC') - interval '1 hour' as since),
            asked as (
              select w.carrier, date_trunc('hour', w.received_at, 'UTC') as hour,
                count(*) filter (where w.kind = 'Poll' and (w.status < 400 or w.status = 404))::int as answered,
                count(*) filter (where w.kind = 'Poll' and w.status = 429)::int as throttled,
                count(*) filter (where w.kind = 'Poll' and w.status >= 400 and w.status not in (404, 429))::int as failed,
                count(*) filter (where w.kind = 'Push')::int as pushed
              from tracking.wire w where w.received_at >= (select since from span) group by 1, 2),
            said as (
              select s.source as carrier, date_trunc('hour', s.received_at, 'UTC') as hour, s.received_at, s.mapping = 'unknown' as unknown, at.at,
                -- Only what happened: an estimate may go back and forth.
                at.at is not null and exists (
                  select from tracking.statement r
                  where r.parcel_id = s.parcel_id and r.source = s.source and r.received_at < s.received_at
                    and r.class = 'Actual' and r.offset_seconds is not null and {At} > at.at) as out_of_order
              from tracking.statement s
              cross join lateral (select case when r.class = 'Actual' and r.offset_seconds is not null then {At} end as at from (select s.*) r) at
              where s.received_at >= (select since from span) and s.superseded_at is null),
            told as (
              select carrier, hour, count(*)::int as events, (count(*) filter (where unknown))::int as unknown, (count(*) filter (where out_of_order))::int as out_of_order,
                least(coalesce(max(extract(epoch from at - received_at)) filter (where at > received_at), 0), 2000000000)::int as ahead_seconds
              from said group by carrier, hour)
            insert into tracking.carrier_hour as h (carrier, hour, answered, throttled, failed, pushed, events, unknown, out_of_order, ahead_seconds)
            select carrier, hour, coalesce(answered, 0), coalesce(throttled, 0), coalesce(failed, 0), coalesce(pushed, 0), coalesce(events, 0), coalesce(unknown, 0),
              coalesce(out_of_order, 0), coalesce(ahead_seconds, 0)
            from asked full join told using (carrier, hour) order by carrier, hour
            on conflict (carrier, hour) do update set answered = excluded.answered, throttled = excluded.throttled, failed = excluded.failed, pushed = excluded.pushed,
              events = excluded.events, unknown = excluded.unknown, out_of_order = excluded.out_of_order, ahead_seconds = excluded.ahead_seconds
            """);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What each carrier did in the last 24 hours, by its id.</summary>
    public async Task<IReadOnlyDictionary<string, CarrierHours>> DayAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select carrier, sum(answered)::int, sum(throttled)::int, sum(failed)::int, sum(pushed)::int, sum(repeated)::int, sum(events)::int, sum(unknown)::int,
              sum(out_of_order)::int, max(ahead_seconds)
            from tracking.carrier_hour where hour > now() - interval '1 day' group by carrier
            """);
        var all = new Dictionary<string, CarrierHours>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            all[reader.GetString(0)] = new CarrierHours(reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6), reader.GetInt32(7),
                reader.GetInt32(8), reader.GetInt32(9));
        return all;
    }

    /// <summary>The last whole hour of each carrier against its usual, by its id.</summary>
    public async Task<IReadOnlyDictionary<string, HourAgainstUsual>> LastHourAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with last as (select date_trunc('hour', now(), 'UTC') - interval '1 hour' as hour),
            followed as (select carrier, min(hour) as since from tracking.carrier_hour group by carrier),
            weeks as (
              select f.carrier, l.hour as last, l.hour - make_interval(weeks => n) as hour from followed f, last l, generate_series(0, 4) as n
              where n = 0 or l.hour - make_interval(weeks => n) >= f.since)
            select w.carrier, w.last,
              coalesce(sum(h.events) filter (where w.hour = w.last), 0)::int, coalesce(sum(h.events) filter (where w.hour < w.last), 0)::int,
              coalesce(sum(h.answered + h.pushed) filter (where w.hour = w.last), 0)::int, coalesce(sum(h.answered + h.pushed) filter (where w.hour < w.last), 0)::int,
              (count(*) - 1)::int
            from weeks w left join tracking.carrier_hour h on h.carrier = w.carrier and h.hour = w.hour group by w.carrier, w.last
            """);
        var all = new Dictionary<string, HourAgainstUsual>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var weeks = reader.GetInt32(6);
            all[reader.GetString(0)] = new HourAgainstUsual(reader.GetFieldValue<Instant>(1), reader.GetInt32(2), Mean(reader.GetInt32(3)), reader.GetInt32(4), Mean(reader.GetInt32(5)), weeks);
            double Mean(int sum) => weeks == 0 ? 0 : (double)sum / weeks;
        }
        return all;
    }
}
