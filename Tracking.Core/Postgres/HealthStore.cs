using NodaTime;
using Npgsql;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>How carriers behave: whether they answer and since when, and what became of their pushes.</summary>
public sealed class HealthStore(NpgsqlDataSource database)
{
    /// <summary>Refused pushes kept of one carrier in a day.</summary>
    public const int SamplesADay = 20;

    /// <summary>What <see cref="InspectAgainAsync"/> does.</summary>
    internal const string InspectAgain = """
        update tracking.parcel set inspect_at = least(inspect_at, now()) where id in (
          select id from tracking.parcel where id in (
            select l.parcel_id from tracking.leg l left join tracking.timeline t on t.parcel_id = l.parcel_id
            where l.carrier = $1 and l.detached_at is null and t.stage is distinct from 'Delivered')
          order by id for update)
        """;

    public async Task<IReadOnlyList<CarrierHealth>> ListAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select carrier, answering, since, last_asked_at, last_answer_at, last_failure_at, last_failure, last_push_at, pushes_proven, pushes_refused
            from tracking.carrier_health order by carrier
            """);
        var all = new List<CarrierHealth>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            all.Add(new CarrierHealth(new CarrierId(reader.GetString(0)), reader.IsDBNull(1) ? null : reader.GetBoolean(1), At(2), At(3), At(4), At(5),
                reader.IsDBNull(6) ? null : reader.GetString(6), At(7), reader.GetInt64(8), reader.GetInt64(9)));
        return all;

        Instant? At(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<Instant>(column);
    }

    /// <summary>
    /// Notes that a call ended with an answer (<paramref name="failure"/> null) or without; whether that turned a silent carrier into one that
    /// answers, and how long it has been silent.
    /// </summary>
    public async Task<(bool Turned, Duration Silence)> RecordCallAsync(CarrierId carrier, string? failure, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with before as (select answering, since from tracking.carrier_health where carrier = $1),
            heard as (
              insert into tracking.feed_hour as f (carrier, hour, answers) select $1, date_trunc('hour', now(), 'UTC'), 1 where $2::text is null
              on conflict (carrier, hour) do update set answers = f.answers + 1),
            blind as (
              insert into tracking.blind_span (carrier, began, ended)
              select $1, since, now() from before where not answering and $2 is null and since < now() - interval '1 hour' on conflict do nothing)
            insert into tracking.carrier_health as h (carrier, answering, since, last_asked_at, last_answer_at, last_failure_at, last_failure)
            values ($1, $2::text is null, now(), now(), case when $2 is null then now() end, case when $2 is not null then now() end, $2)
            on conflict (carrier) do update set answering = excluded.answering,
              since = case when h.answering is distinct from excluded.answering then excluded.since else h.since end,
              last_asked_at = excluded.last_asked_at, last_answer_at = coalesce(excluded.last_answer_at, h.last_answer_at),
              last_failure_at = coalesce(excluded.last_failure_at, h.last_failure_at), last_failure = coalesce(excluded.last_failure, h.last_failure)
            returning answering and not coalesce((select answering from before), true), case when answering then interval '0' else now() - since end
            """);
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = (object?)failure ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetBoolean(0), reader.GetFieldValue<Duration>(1));
    }

    /// <summary>Lets the silence sweep look at the parcels of a carrier: while it was silent their rules were mute.</summary>
    public async Task InspectAgainAsync(CarrierId carrier, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(InspectAgain);
        command.Parameters.Add(new() { Value = carrier.Value });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Counts proven pushes by carrier.</summary>
    public async Task RecordPushesAsync(IReadOnlyDictionary<CarrierId, int> proven, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with heard as (
              insert into tracking.feed_hour as f (carrier, hour, pushes) select carrier, date_trunc('hour', now(), 'UTC'), n::int from unnest($1, $2) as g(carrier, n) order by carrier
              on conflict (carrier, hour) do update set pushes = f.pushes + excluded.pushes)
            insert into tracking.carrier_health as h (carrier, last_push_at, pushes_proven)
            select carrier, now(), n from unnest($1, $2) as g(carrier, n) order by carrier
            on conflict (carrier) do update set last_push_at = excluded.last_push_at, pushes_proven = h.pushes_proven + excluded.pushes_proven
            """);
        command.Parameters.Add(new() { Value = proven.Keys.Select(carrier => carrier.Value).ToArray() });
        command.Parameters.Add(new() { Value = proven.Values.Select(count => (long)count).ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Counts refused pushes, and keeps those for which the carrier's daily sample has room.</summary>
    public async Task RecordRefusedAsync(IReadOnlyList<RefusedPush> refused, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with given as materialized (
              select g.*, row_number() over (partition by carrier order by ord) as nth
              from unnest($1, $2, $3, $4, $5) with ordinality as g(receipt, carrier, why, status, body, ord)),
            counted as (
              insert into tracking.carrier_health as h (carrier, pushes_refused)
              select carrier, count(*) from given group by carrier order by carrier
              on conflict (carrier) do update set pushes_refused = h.pushes_refused + excluded.pushes_refused)
            insert into tracking.refused_push (receipt, carrier, why, status, body)
            select receipt, carrier, why, status, body from given g
            where nth + (select count(*) from tracking.refused_push r where r.carrier = g.carrier and r.at >= date_trunc('day', now())) <= $6
            """);
        command.Parameters.Add(new() { Value = refused.Select(push => push.Receipt).ToArray() });
        command.Parameters.Add(new() { Value = refused.Select(push => push.Carrier.Value).ToArray() });
        command.Parameters.Add(new() { Value = refused.Select(push => push.Why).ToArray() });
        command.Parameters.Add(new() { Value = refused.Select(push => push.Status).ToArray() });
        command.Parameters.Add(new() { Value = refused.Select(push => push.Body).ToArray() });
        command.Parameters.Add(new() { Value = SamplesADay });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
