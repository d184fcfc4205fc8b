using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>When each leg is asked about next. The database's clock decides what is due.</summary>
public sealed class LegStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Takes up to <paramref name="most"/> due legs of a carrier, those whose push waits for confirmation first; they are due again after
    /// ten minutes, unless what was heard decides otherwise.
    /// </summary>
    public async Task<IReadOnlyList<DueLeg>> ClaimAsync(CarrierId carrier, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with due as (
              select id from tracking.leg
              where carrier = $1 and next_ask_at <= now() and detached_at is null
              order by next_ask_at limit $2 for update skip locked),
            claimed as (
              update tracking.leg l set next_ask_at = now() + interval '10 min', asked_at = now() from due where l.id = due.id
              returning l.id, l.parcel_id, l.number, l.enrolled_at)
            select c.id, c.number, p.destination_country, p.destination_postcode, c.enrolled_at is not null
            from claimed c join tracking.parcel p on p.id = c.parcel_id order by c.id
            """);
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = most });
        var legs = new List<DueLeg>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            legs.Add(new DueLeg(reader.GetInt64(0), TrackingNumber.Get(reader.GetString(1)), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetBoolean(4)));
        return legs;
    }

    /// <summary>Gives claimed legs back without an answer, due after a wait; counted as failures where the carrier failed.</summary>
    public async Task ReturnAsync(IReadOnlyCollection<long> legs, Duration wait, bool failed, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.leg set next_ask_at = now() + $2, failures = failures + $3 where id = any($1)
            """);
        command.Parameters.Add(new() { Value = legs.ToArray() });
        command.Parameters.Add(new() { Value = wait });
        command.Parameters.Add(new() { Value = failed ? 1 : 0 });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Plans the next ask of each leg after a wait; null: it is not asked any more.</summary>
    public async Task PlanAsync(IReadOnlyDictionary<long, Duration?> waits, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.leg l set next_ask_at = case when l.detached_at is null then now() + g.wait end
            from unnest($1, $2) as g(id, wait) where l.id = g.id
            """);
        command.Parameters.Add(new() { Value = waits.Keys.ToArray() });
        command.Parameters.Add(new() { Value = waits.Values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Interval });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Makes legs due at once and before all others: a weakly proven push waits for its carrier's own word.</summary>
    public async Task ConfirmAsync(IReadOnlyCollection<long> legs, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.leg set next_ask_at = to_timestamp(0) where id = any($1) and detached_at is null
            """);
        command.Parameters.Add(new() { Value = legs.ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Notes that legs were announced to their carrier.</summary>
    public async Task EnrolledAsync(IReadOnlyCollection<long> legs, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.leg set enrolled_at = now() where id = any($1)");
        command.Parameters.Add(new() { Value = legs.ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
