using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>When each leg is asked about next. The database's clock decides what is due.</summary>
public sealed class LegStore(NpgsqlDataSource database)
{
    /// <summary>How long a claimed leg is left alone; then it is due again.</summary>
    public static readonly Duration ClaimLife = Duration.FromMinutes(10);

    /// <summary>What was asked and answered since then is fresh enough for a person, too; a push is no answer.</summary>
    public static readonly Duration JustAnswered = Duration.FromSeconds(30);

    /// <summary>Due before all others but those that wait for confirmation: a person wants it.</summary>
    private const string Hurried = "to_timestamp(1)";

    /// <summary>
    /// Takes up to <paramref name="most"/> due legs that <paramref name="asked"/> is asked about, those whose push waits for confirmation first; they are due again after
    /// ten minutes, unless what was heard decides otherwise.
    /// </summary>
    /// <param name="enrolledFor">How long an announcement holds; null: for good.</param>
    public async Task<IReadOnlyList<DueLeg>> ClaimAsync(CarrierId asked, AskRoutes routes, Duration? enrolledFor, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with own as (
              select id, next_ask_at, asked_at from tracking.leg
              where carrier = $1 and next_ask_at <= now() and detached_at is null
              order by next_ask_at limit $2 for update skip locked),
            others as (
              select id, next_ask_at, asked_at from tracking.leg
              where (carrier is null or $1 = $4 and not carrier = any($3)) and next_ask_at <= now() and detached_at is null
                and tracking.asked_of(carrier, candidates, tries, $3, $4) = $1
              order by next_ask_at limit $2 for update skip locked),
            due as (select * from (select * from own union all select * from others) every order by next_ask_at limit $2),
            claimed as (
              update tracking.leg l set next_ask_at = now() + $6, asked_at = now(),
                tries = l.tries + case when l.carrier is null then 1 else 0 end,
                round_left = case when l.carrier is null then (select cardinality(c) - 1 - l.tries % cardinality(c) from (select tracking.askable(l.candidates, $3, $4)) as g(c)) else 0 end
              from due where l.id = due.id
              returning l.id, l.parcel_id, l.number, l.carrier, l.enrolled_at > now() - coalesce($5, interval '100 years') as enrolled, due.next_ask_at as due_at, due.asked_at as asked_before)
            select c.id, c.number, c.carrier, p.destination_country, p.destination_postcode, p.phone_tail, coalesce(c.enrolled, false), c.due_at = to_timestamp(0), c.due_at, c.asked_before
            from claimed c join tracking.parcel p on p.id = c.parcel_id order by c.id
            """);
        command.Parameters.Add(new() { Value = asked.Value });
        command.Parameters.Add(new() { Value = most });
        command.Parameters.Add(new() { Value = routes.AbleIds });
        command.Parameters.Add(new() { Value = (object?)routes.Aggregator?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)enrolledFor ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(new() { Value = ClaimLife });
        var legs = new List<DueLeg>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            legs.Add(new DueLeg
            {
                Id = reader.GetInt64(0),
                Number = TrackingNumber.Get(reader.GetString(1)),
                Carrier = Text(2) is { } carrier ? new CarrierId(carrier) : null,
                DestinationCountry = Text(3),
                DestinationPostcode = Text(4),
                PhoneTail = Text(5),
                IsEnrolled = reader.GetBoolean(6),
                Confirms = reader.GetBoolean(7),
                DueAt = reader.GetFieldValue<Instant>(8),
                AskedBefore = reader.IsDBNull(9) ? null : reader.GetFieldValue<Instant>(9),
            });
        return legs;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Other legs of a carrier whose numbers it does not know, or not any more, those that are due first.</summary>
    /// <param name="enrolledFor">How long an announcement holds; null: for good.</param>
    /// <param name="but">Legs to leave out.</param>
    public async Task<IReadOnlyList<DueLeg>> ListStrangersAsync(CarrierId carrier, Duration? enrolledFor, IReadOnlyCollection<long> but, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select l.id, l.number, p.destination_country, p.destination_postcode, p.phone_tail from tracking.leg l join tracking.parcel p on p.id = l.parcel_id
            where l.carrier = $1 and l.next_ask_at is not null and l.detached_at is null and l.id <> all($3)
              and coalesce(l.enrolled_at <= now() - coalesce($2, interval '100 years'), true)
            order by l.next_ask_at limit $4
            """);
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = (object?)enrolledFor ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(new() { Value = but.ToArray() });
        command.Parameters.Add(new() { Value = most });
        var legs = new List<DueLeg>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            legs.Add(new DueLeg
            {
                Id = reader.GetInt64(0),
                Number = TrackingNumber.Get(reader.GetString(1)),
                Carrier = carrier,
                DestinationCountry = Text(2),
                DestinationPostcode = Text(3),
                PhoneTail = Text(4),
                IsEnrolled = false,
            });
        return legs;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Notes that legs cannot be asked about before more is known; the sentence names what. They are looked at again after a day, or when their order is registered again.</summary>
    public async Task WantAsync(IReadOnlyCollection<long> legs, string sentence, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.leg set next_ask_at = now() + interval '1 day', outcome = 'Refused', outcome_why = $2 where id = any($1)
            """);
        command.Parameters.Add(new() { Value = legs.ToArray() });
        command.Parameters.Add(new() { Value = sentence });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Gives claimed legs back that were not asked about at all: as they were, each in its place.</summary>
    public async Task PutBackAsync(IReadOnlyCollection<DueLeg> legs, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.leg l set next_ask_at = g.due, asked_at = g.asked from unnest($1, $2, $3) as g(id, due, asked) where l.id = g.id
            """);
        command.Parameters.Add(new() { Value = legs.Select(leg => leg.Id).ToArray() });
        command.Parameters.Add(new() { Value = legs.Select(leg => leg.DueAt).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = legs.Select(leg => leg.AskedBefore).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>
    /// Makes a leg due before all others, for a person; in the audit of the parcel and of its case. False where that would change nothing: it is next already, is being asked, was answered a moment ago, or is
    /// none of the parcel's.
    /// </summary>
    public async Task<bool> HurryAsync(long parcelId, long leg, string by, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with hurried as (
              update tracking.leg set next_ask_at = {Hurried}
              where id = $2 and parcel_id = $1 and detached_at is null and (next_ask_at is null or next_ask_at > {Hurried})
                and (next_ask_at = asked_at + $4 and asked_at > now() - interval '1 min') is not true
                and (asked_at > now() - $5 and answered_at >= asked_at) is not true
              returning id, parcel_id, number),
            told as (
              insert into tracking.case_act (case_id, by, act) select c.id, $3, 'asked for news at once' from hurried h
              cross join lateral (select max(id) as id from tracking.work_case where parcel_id = h.parcel_id having max(id) is not null) c)
            insert into tracking.parcel_act (parcel_id, leg_id, by, act, note) select parcel_id, id, $3, 'asked for news at once', number from hurried
            """);
        command.Parameters.Add(new() { Value = parcelId });
        command.Parameters.Add(new() { Value = leg });
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = ClaimLife });
        command.Parameters.Add(new() { Value = JustAnswered });
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }

    /// <summary>Who would be asked about a leg; null for nobody.</summary>
    public async Task<CarrierId?> FindAskedAsync(long leg, AskRoutes routes, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select tracking.asked_of(carrier, candidates, tries, $2, $3) from tracking.leg where id = $1");
        command.Parameters.Add(new() { Value = leg });
        command.Parameters.Add(new() { Value = routes.AbleIds });
        command.Parameters.Add(new() { Value = (object?)routes.Aggregator?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteScalarAsync(cancel) is string carrier ? new CarrierId(carrier) : null;
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

    /// <summary>Notes that legs were announced to their carrier.</summary>
    public async Task EnrolledAsync(IReadOnlyCollection<long> legs, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.leg set enrolled_at = now() where id = any($1)");
        command.Parameters.Add(new() { Value = legs.ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
