using NodaTime;
using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>Reads how the carriers do, all in one table.</summary>
public sealed class BoardStore(NpgsqlDataSource database)
{
    /// <summary>These carriers and every other that is anywhere in the database, by id.</summary>
    public async Task<IReadOnlyList<CarrierLine>> ListCarriersAsync(IReadOnlyCollection<string> known, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with legs as (
              select carrier, count(*)::int as legs, (count(*) filter (where next_ask_at < clock_timestamp() - interval '1 hour'))::int as late
              from tracking.leg where detached_at is null and carrier is not null group by carrier),
            aside as (select carrier, count(*)::int as n from tracking.quarantine group by carrier),
            unknown as (
              select s.source as carrier, count(distinct (s.code, s.sub_code))::int as n
              from tracking.statement s where s.mapping = 'unknown' and s.superseded_at is null group by s.source),
            lag as (
              select h.source as carrier, percentile_cont(0.5) within group (order by h.received_at - h.at) as lag
              from (select s.source, s.received_at, s.parcel_id, (s.local - make_interval(secs => s.offset_seconds)) at time zone 'UTC' as at
                    from (select * from tracking.statement where received_at > clock_timestamp() - interval '1 day' order by received_at desc limit 20000) s
                    where s.offset_seconds is not null and s.class = 'Actual' and s.superseded_at is null) h
              -- What happened before its parcel was registered could not be told sooner.
              join tracking.parcel p on p.id = h.parcel_id and h.at >= p.registered_at group by h.source),
            all_of_them as (
              select unnest(@known) as carrier union select carrier from tracking.account union select carrier from tracking.carrier_health
              union select carrier from legs union select carrier from aside)
            select c.carrier, a.carrier is not null, a.paused_at, h.answering, h.since, h.last_asked_at, h.last_answer_at, h.last_failure_at, h.last_failure, h.last_push_at,
                   coalesce(h.pushes_proven, 0), coalesce(h.pushes_refused, 0), case when b.day = current_date then b.spent else 0 end,
                   case when isfinite(b.next_at) and b.next_at > clock_timestamp() then b.next_at end, coalesce(l.legs, 0), coalesce(l.late, 0), coalesce(q.n, 0), coalesce(u.n, 0), g.lag, a.paused_by, a.paused_why
            from all_of_them c left join tracking.account a using (carrier) left join tracking.carrier_health h using (carrier) left join tracking.budget b using (carrier)
            left join legs l using (carrier) left join aside q using (carrier) left join unknown u using (carrier) left join lag g using (carrier) order by c.carrier
            """);
        command.Parameters.AddWithValue("known", known.ToArray());
        var lines = new List<CarrierLine>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            lines.Add(new CarrierLine
            {
                Carrier = reader.GetString(0),
                HasAccount = reader.GetBoolean(1),
                PausedAt = Moment(reader, 2),
                Answering = reader.IsDBNull(3) ? null : reader.GetBoolean(3),
                Since = Moment(reader, 4),
                LastAskedAt = Moment(reader, 5),
                LastAnswerAt = Moment(reader, 6),
                LastFailureAt = Moment(reader, 7),
                LastFailure = Text(reader, 8),
                LastPushAt = Moment(reader, 9),
                PushesProven = reader.GetInt64(10),
                PushesRefused = reader.GetInt64(11),
                Spent = reader.IsDBNull(12) ? 0 : reader.GetInt32(12),
                NextAt = Moment(reader, 13),
                Legs = reader.GetInt32(14),
                Late = reader.GetInt32(15),
                Quarantined = reader.GetInt32(16),
                UnknownCodes = reader.GetInt32(17),
                Lag = reader.IsDBNull(18) ? null : reader.GetFieldValue<Duration>(18),
                PausedBy = Text(reader, 19),
                PausedWhy = Text(reader, 20),
            });
        return lines;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Instant? Moment(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<Instant>(column);
}
