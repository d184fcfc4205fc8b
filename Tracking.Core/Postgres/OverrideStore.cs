using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>People's corrections of parcels: each is settled in the commit that keeps it, and stands in the audit of the parcel's case.</summary>
public sealed class OverrideStore(NpgsqlDataSource database, Settlement settlement, TimeProvider clock)
{
    /// <summary>The longest reason.</summary>
    public const int ReasonLength = 1000;

    private const string Absent = "There is no such parcel.";
    private const string Columns = "o.id, o.parcel_id, o.kind, o.by, o.at, o.reason, o.occurred_at, o.number, o.carrier, o.carrier_before, o.undone_by, o.undone_at";

    /// <summary>All corrections of a parcel, the undone ones too, newest first.</summary>
    public Task<IReadOnlyList<Override>> ListAsync(long parcelId, CancellationToken cancel) => ListAsync([parcelId], cancel);

    /// <summary>All corrections of these parcels, newest first.</summary>
    public async Task<IReadOnlyList<Override>> ListAsync(IReadOnlyCollection<long> parcels, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.override o where o.parcel_id = any($1) order by o.id desc");
        command.Parameters.Add(new() { Value = parcels.ToArray() });
        return await ReadAsync(command, cancel);
    }

    /// <summary>Does it; null, or why it was not done, in a sentence for whoever wants it.</summary>
    /// <param name="by">Who, by e-mail address.</param>
    public async Task<string?> ApplyAsync(long parcelId, OverrideAct act, string by, CancellationToken cancel)
    {
        if (act.Reason.Trim().Length is 0 or > ReasonLength)
            return $"Say why, in at most {ReasonLength} characters.";
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        if (act is OverrideAct.Mark { OccurredAt: { } at } && (at > now + Duration.FromMinutes(5) || at < now - Duration.FromDays(400)))
            return "It happened in the last 400 days, not later than now.";
        try
        {
            return await InOneAsync(parcelId, (connection, transaction) => act switch
            {
                OverrideAct.Mark mark => MarkAsync(connection, transaction, parcelId, mark, by, now, cancel),
                OverrideAct.Attach attach => AttachAsync(connection, transaction, parcelId, attach, by, cancel),
                OverrideAct.Detach detach => DetachAsync(connection, transaction, parcelId, detach, by, cancel),
                OverrideAct.SetCarrier set => SetCarrierAsync(connection, transaction, parcelId, set, by, cancel),
                _ => throw new ArgumentOutOfRangeException(nameof(act), act, "A correction that the store does not know."),
            }, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return "The parcel has this number with this carrier already.";
        }
    }

    /// <summary>Takes a correction back; null, or why not.</summary>
    public async Task<string?> UndoAsync(long parcelId, long id, string by, CancellationToken cancel)
    {
        try
        {
            return await InOneAsync(parcelId, (connection, transaction) => UndoAsync(connection, transaction, parcelId, id, by, cancel), cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return "The parcel has this number with that carrier again: undo that first.";
        }
    }

    /// <summary>Those in force of the parcels <c>@ids</c>, for the merge.</summary>
    internal const string InForce = $"select {Columns} from tracking.override o where o.parcel_id = any(@ids) and o.undone_at is null order by o.id";

    private async Task<string?> InOneAsync(long parcelId, Func<NpgsqlConnection, NpgsqlTransaction, Task<string?>> act, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await IsInSightAsync(connection, transaction, parcelId, cancel))
            return Absent;
        if (await act(connection, transaction) is { } refused)
            return refused;
        await settlement.SettleAsync(connection, transaction, [parcelId], cancel);
        await transaction.CommitAsync(cancel);
        return null;
    }

    /// <summary>
    /// Whether whoever acts sees the parcel; from here on the transaction has the rights of the program, for what Settle writes is nobody's to write who is bound to shops.
    /// </summary>
    private static async Task<bool> IsInSightAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long parcelId, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select exists (select from tracking.parcel where id = @parcel); set local role none", connection, transaction);
        command.Parameters.AddWithValue("parcel", parcelId);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<string?> MarkAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long parcelId, OverrideAct.Mark act, string by, Instant now, CancellationToken cancel)
    {
        if ((await LegsAsync(connection, transaction, parcelId, [], cancel)).LastOrDefault(leg => leg.Attached) is not { } last)
            return Absent;
        await KeepAsync(connection, transaction, parcelId, act.Lost ? OverrideKind.Lost : OverrideKind.Delivered, act, by, last.Number, null, null, last.Id, act.OccurredAt ?? now, cancel);
        return null;
    }

    private static async Task<string?> AttachAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long parcelId, OverrideAct.Attach act, string by, CancellationToken cancel)
    {
        var legs = await LegsAsync(connection, transaction, parcelId, [act.Number.Value], cancel);
        if (legs.Count == 0)
            return Absent;
        var same = legs.Where(leg => leg.Number == act.Number.Value).ToList();
        if (same.Any(leg => leg.Attached))
            return "The parcel has this number already.";
        await using var command = new NpgsqlCommand("""
            insert into tracking.leg as l (parcel_id, carrier, number, role, added_by, next_ask_at) values (@parcel, @carrier, @number, @role, @by, clock_timestamp())
            on conflict (parcel_id, carrier, number) do update set detached_at = null, role = excluded.role, added_by = excluded.added_by, next_ask_at = excluded.next_ask_at
            returning id;
            select pg_notify('tracking_inbox', '') where tracking.release_waiting(array[@number]) > 0
            """, connection, transaction);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.Add(new("carrier", NpgsqlDbType.Text) { Value = (object?)act.Carrier?.Value ?? DBNull.Value });
        command.Parameters.AddWithValue("number", act.Number.Value);
        command.Parameters.AddWithValue("role", act.Role.ToString());
        command.Parameters.AddWithValue("by", by);
        var leg = (long)(await command.ExecuteScalarAsync(cancel))!;
        await KeepAsync(connection, transaction, parcelId, OverrideKind.LegAttached, act, by, act.Number.Value, act.Carrier, null, leg, null, cancel);
        return null;
    }

    private static async Task<string?> DetachAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long parcelId, OverrideAct.Detach act, string by, CancellationToken cancel)
    {
        var legs = await LegsAsync(connection, transaction, parcelId, [], cancel);
        if (legs.FirstOrDefault(leg => leg.Attached && leg.Number == act.Number.Value) is not { } held)
            return "The parcel has no such number.";
        if (legs.Count(leg => leg.Attached) == 1)
            return "A parcel keeps at least one number: attach the right one first.";
        await TurnAsync(connection, transaction, held.Id, false, cancel);
        await KeepAsync(connection, transaction, parcelId, OverrideKind.LegDetached, act, by, held.Number, Id(held.Carrier), null, held.Id, null, cancel);
        return null;
    }

    private static async Task<string?> SetCarrierAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long parcelId, OverrideAct.SetCarrier act, string by, CancellationToken cancel)
    {
        var legs = await LegsAsync(connection, transaction, parcelId, [], cancel);
        if (legs.FirstOrDefault(leg => leg.Attached && leg.Number == act.Number.Value) is not { } held)
            return "The parcel has no such number.";
        if (held.Carrier == act.Carrier.Value)
            return "It is this carrier's already.";
        await CarryAsync(connection, transaction, held.Id, act.Carrier.Value, cancel);
        await KeepAsync(connection, transaction, parcelId, OverrideKind.CarrierSet, act, by, held.Number, act.Carrier, Id(held.Carrier), held.Id, null, cancel);
        return null;
    }

    private static async Task<string?> UndoAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long parcelId, long id, string by, CancellationToken cancel)
    {
        var legs = await LegsAsync(connection, transaction, parcelId, [], cancel);
        await using var inForce = new NpgsqlCommand(InForce, connection, transaction);
        inForce.Parameters.AddWithValue("ids", new[] { parcelId });
        if ((await ReadAsync(inForce, cancel)).FirstOrDefault(one => one.Id == id) is not { } undone)
            return "It was undone already.";
        var leg = legs.LastOrDefault(one => one.Number == undone.Number?.Value && (undone.Kind is not OverrideKind.LegDetached || !one.Attached));
        switch (undone.Kind)
        {
            case OverrideKind.LegAttached when leg is { Attached: true }:
                if (legs.Count(one => one.Attached) == 1)
                    return "A parcel keeps at least one number: attach the right one first.";
                await TurnAsync(connection, transaction, leg.Id, false, cancel);
                break;
            case OverrideKind.LegDetached when leg is not null:
                await TurnAsync(connection, transaction, leg.Id, true, cancel);
                break;
            case OverrideKind.CarrierSet when leg is not null:
                await CarryAsync(connection, transaction, leg.Id, undone.CarrierBefore?.Value, cancel);
                break;
        }
        await using var command = new NpgsqlCommand("""
            update tracking.override set undone_by = @by, undone_at = clock_timestamp() where id = @id;
            insert into tracking.case_act (case_id, by, act, note) select max(id), @by, @act, null from tracking.work_case where parcel_id = @parcel having max(id) is not null
            """, connection, transaction);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("by", by);
        command.Parameters.AddWithValue("act", "undid: " + ActOf(undone.Kind, undone.Number?.Value, undone.Carrier));
        await command.ExecuteNonQueryAsync(cancel);
        return null;
    }

    private sealed record Held(long Id, string Number, string? Carrier, bool Attached);

    /// <summary>The legs of a parcel, which is locked; numbers before parcels, as everybody locks.</summary>
    private static async Task<List<Held>> LegsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long parcelId, string[] numbers, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select tracking.lock_numbers(@numbers);
            select id from tracking.parcel where id = @parcel for update;
            select id, number, carrier, detached_at is null from tracking.leg where parcel_id = @parcel order by id
            """, connection, transaction);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("numbers", numbers);
        var legs = new List<Held>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            legs.Add(new Held(reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetBoolean(3)));
        return legs;
    }

    private static Task TurnAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long leg, bool on, CancellationToken cancel) => ExecuteAsync(connection, transaction, """
        update tracking.leg set detached_at = case when $2 then null else clock_timestamp() end, next_ask_at = case when $2 then clock_timestamp() end where id = $1
        """, leg, on, cancel);

    private static Task CarryAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long leg, string? carrier, CancellationToken cancel) => ExecuteAsync(connection, transaction, """
        update tracking.leg set carrier = $2, candidates = null, next_ask_at = clock_timestamp(), outcome = null, outcome_why = null, not_found_since = null, failures = 0 where id = $1
        """, leg, carrier, cancel);

    private static async Task ExecuteAsync<T>(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, long leg, T value, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.Add(new() { Value = leg });
        command.Parameters.Add(typeof(T) == typeof(bool) ? new() { Value = value } : new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task KeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long parcelId, OverrideKind kind, OverrideAct act, string by, string number, CarrierId? carrier, CarrierId? before, long leg,
        Instant? occurred, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            insert into tracking.override (parcel_id, kind, by, reason, occurred_at, number, carrier, carrier_before, leg_id)
            values (@parcel, @kind, @by, @reason, @occurred, @number, @carrier, @before, @leg);
            insert into tracking.case_act (case_id, by, act, note) select max(id), @by, @act, @reason from tracking.work_case where parcel_id = @parcel having max(id) is not null
            """, connection, transaction);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("kind", kind.ToString());
        command.Parameters.AddWithValue("by", by);
        command.Parameters.AddWithValue("reason", act.Reason.Trim());
        command.Parameters.Add(new("occurred", NpgsqlDbType.TimestampTz) { Value = (object?)occurred ?? DBNull.Value });
        command.Parameters.AddWithValue("number", number);
        command.Parameters.Add(new("carrier", NpgsqlDbType.Text) { Value = (object?)carrier?.Value ?? DBNull.Value });
        command.Parameters.Add(new("before", NpgsqlDbType.Text) { Value = (object?)before?.Value ?? DBNull.Value });
        command.Parameters.AddWithValue("leg", leg);
        command.Parameters.AddWithValue("act", ActOf(kind, number, carrier));
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static string ActOf(OverrideKind kind, string? number, CarrierId? carrier) => kind switch
    {
        OverrideKind.Delivered => "marked it delivered",
        OverrideKind.Lost => "marked it lost",
        OverrideKind.LegAttached => $"attached {number}",
        OverrideKind.LegDetached => $"took off {number}",
        _ => $"gave {number} to {carrier}",
    };

    private static CarrierId? Id(string? carrier) => carrier is null ? null : new CarrierId(carrier);

    private static async Task<IReadOnlyList<Override>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await ReadAsync(reader, cancel);
    }

    /// <summary>The rows of a result such as <see cref="InForce"/>.</summary>
    internal static async Task<IReadOnlyList<Override>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var overrides = new List<Override>();
        while (await reader.ReadAsync(cancel))
            overrides.Add(new Override
            {
                Id = reader.GetInt64(0),
                ParcelId = reader.GetInt64(1),
                Kind = Enum.Parse<OverrideKind>(reader.GetString(2)),
                By = reader.GetString(3),
                At = reader.GetFieldValue<Instant>(4),
                Reason = reader.GetString(5),
                OccurredAt = reader.IsDBNull(6) ? null : reader.GetFieldValue<Instant>(6),
                Number = TrackingNumber.Find(reader.GetString(7)),
                Carrier = reader.IsDBNull(8) ? null : new CarrierId(reader.GetString(8)),
                CarrierBefore = reader.IsDBNull(9) ? null : new CarrierId(reader.GetString(9)),
                UndoneBy = reader.IsDBNull(10) ? null : reader.GetString(10),
                UndoneAt = reader.IsDBNull(11) ? null : reader.GetFieldValue<Instant>(11),
            });
        return overrides;
    }
}
