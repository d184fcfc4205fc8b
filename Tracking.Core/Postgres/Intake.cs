using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>
/// Takes what wires say into the parcels they speak of: statements appended (a repeat keeps the earliest wire), readings, snapshots and
/// second numbers kept, parcels settled and the inbox cleared, all in one transaction.
/// </summary>
public sealed class Intake(NpgsqlDataSource database, Settlement settlement)
{
    /// <summary>How long a detected carrier may not know a number before others are asked: not found in the first day is usual.</summary>
    private static readonly Duration UntilMistaken = Duration.FromHours(24);

    /// <summary>Applies a batch that <paramref name="worker"/> holds the lease of.</summary>
    /// <param name="waitOf">How long a leg that was spoken of waits for its next ask; null: it is not asked any more. A weakly proven push waits for nothing but its carrier's own word.</param>
    public async Task ApplyAsync(IReadOnlyList<ReadWire> wires, Guid worker, Func<AnsweredLeg, Duration?> waitOf, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await HotPath.BeginAsync(connection, cancel);
        var matches = await MatchAsync(connection, transaction, wires, cancel);
        var requeued = await KeepForLaterAsync(connection, transaction, wires, matches, cancel);
        var cleared = Cleared(wires, requeued, worker).ToArray();
        var parcels = matches.Select(match => match.ParcelId).Distinct().Order().ToArray();
        if (parcels.Length == 0)
        {
            await HotPath.ExecuteAsync(connection, transaction, cancel, cleared);
        }
        else
        {
            await HotPath.ExecuteAsync(connection, transaction, cancel, Locked(parcels),
                Tied([.. matches.Select(match => (match.ParcelId, match.Wire.Leased.Wire.Id, match.Wire.Leased.Wire.ReceivedAt)).Distinct()]), KeptSnapshots(matches));
            var newest = matches.GroupBy(match => match.Leg.Id).Select(same => same.MaxBy(match => match.Wire.Leased.Wire.Id)!).OrderBy(match => match.Leg.Id).ToList();
            await DecideCarriersAsync(connection, transaction, newest, cancel);
            var histories = await ParcelStore.LockAsync(connection, transaction, parcels, cancel);
            var answers = newest.Select(match => (Match: match, Leg: histories[match.ParcelId].Answered(match.Leg.Id, match.Wire.Leased.Wire.ReceivedAt, match.Told)!)).Where(one => one.Leg is not null).ToList();
            await AppendAsync(connection, transaction, histories, TellingsOf(matches), cancel);
            var settled = (await settlement.SettleAsync(connection, transaction, histories, WholesOf(matches), null, cancel)).ToDictionary(one => one.Parcel.Id);
            var waits = answers.Select(one => IsHint(one.Match) ? null : waitOf(AnsweredOf(one.Match, one.Leg, settled[one.Match.ParcelId].Timeline, settled[one.Match.ParcelId].Inspection))).ToList();
            await HotPath.ExecuteAsync(connection, transaction, cancel, [Recorded(answers, waits), .. cleared]);
            var grown = await AddLegsAsync(connection, transaction,
                [.. matches.Where(match => match.Told.Snapshot is { } snapshot && !Admission.Refuses(settled[match.ParcelId].Timeline.Refused, snapshot))
                    .SelectMany(match => match.Told.Snapshot!.Next.Select(one => (match.ParcelId, match.Leg.Id, one)))], cancel);
            if (grown.Count > 0)
                await settlement.SettleAsync(connection, transaction, grown, cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Sets a wire aside with the reason and takes it out of the inbox.</summary>
    public async Task SetAsideAsync(LeasedWire leased, string why, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with kept as (
              insert into tracking.quarantine (wire_id, wire_received_at, carrier, why) values (@wire, @at, @carrier, @why) on conflict do nothing)
            delete from tracking.inbox where id = @inbox
            """);
        command.Parameters.AddWithValue("wire", leased.Wire.Id);
        command.Parameters.AddWithValue("at", leased.Wire.ReceivedAt);
        command.Parameters.AddWithValue("carrier", leased.Wire.Carrier.Value);
        command.Parameters.AddWithValue("why", why);
        command.Parameters.AddWithValue("inbox", leased.InboxId);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A leg of which a wire speaks, as it was before.</summary>
    private sealed record Named(long Id, long ParcelId, string? Carrier, string Number, string CarrierBy, int RoundLeft);

    private sealed record Match(Named Leg, ReadWire Wire, ToldNumber Told)
    {
        public long ParcelId => Leg.ParcelId;
    }

    private static async Task<List<Match>> MatchAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ReadWire> wires, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select id, parcel_id, carrier, number, carrier_by, round_left from tracking.leg where number = any(@numbers) and detached_at is null order by id
            """, connection, transaction);
        command.Parameters.AddWithValue("numbers", wires.SelectMany(wire => wire.Numbers).SelectMany(Names).Select(number => number.Value).Distinct().ToArray());
        var legs = new List<Named>();
        await command.PrepareAsync(cancel);
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                legs.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt32(5)));
        var byNumber = legs.ToLookup(leg => leg.Number);
        return [.. from wire in wires
                   from told in wire.Numbers
                   from leg in Names(told).SelectMany(number => byNumber[number.Value])
                   where wire.FromAggregator || leg.Carrier is null || leg.Carrier == wire.Leased.Wire.Carrier.Value
                   select new Match(leg, wire, told)];
    }

    internal static IEnumerable<TrackingNumber> Names(ToldNumber told) => told.Aliases.Prepend(told.Number).Distinct();

    /// <summary>Keeps pushes for numbers nobody registered; returns the inbox entries to read again because the number was registered this moment.</summary>
    private static async Task<HashSet<long>> KeepForLaterAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ReadWire> wires, List<Match> matches, CancellationToken cancel)
    {
        var known = matches.Select(match => (match.Wire, match.Told)).ToHashSet();
        var unknown = (from wire in wires
                       where wire.Leased.Wire.Kind is WireKind.Push
                       from told in wire.Numbers
                       where !known.Contains((wire, told))
                       from number in Names(told)
                       select (Wire: wire, Number: number)).ToList();
        if (unknown.Count == 0)
            return [];
        await using var command = new NpgsqlCommand("""
            select tracking.lock_numbers(@numbers);
            with given as (select * from unnest(@inboxes, @numbers, @carriers, @aggregators, @wires, @ats) as g(inbox, number, carrier, aggregator, wire, at)),
            registered as (
              select distinct g.inbox from given g join tracking.leg l on l.number = g.number and l.detached_at is null
                and (g.aggregator or l.carrier is null or l.carrier = g.carrier)),
            kept as (
              insert into tracking.waiting (number, carrier, wire_id, wire_received_at)
              select number, carrier, wire, at from given where inbox not in (select inbox from registered)
              on conflict do nothing)
            select inbox from registered
            """, connection, transaction);
        command.Parameters.AddWithValue("inboxes", unknown.Select(one => one.Wire.Leased.InboxId).ToArray());
        command.Parameters.AddWithValue("numbers", unknown.Select(one => one.Number.Value).ToArray());
        command.Parameters.AddWithValue("carriers", unknown.Select(one => one.Wire.Leased.Wire.Carrier.Value).ToArray());
        command.Parameters.AddWithValue("aggregators", unknown.Select(one => one.Wire.FromAggregator).ToArray());
        command.Parameters.AddWithValue("wires", unknown.Select(one => one.Wire.Leased.Wire.Id).ToArray());
        command.Parameters.AddWithValue("ats", unknown.Select(one => one.Wire.Leased.Wire.ReceivedAt).ToArray());
        var requeued = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            requeued.Add(reader.GetInt64(0));
        return requeued;
    }

    /// <summary>Locks parcels in order of their ids.</summary>
    internal static NpgsqlBatchCommand Locked(long[] parcels) => new("select id from tracking.parcel where id = any($1) order by id for update") { Parameters = { new() { Value = parcels } } };

    /// <summary>What matched wires say; one statement may come in several wires of a batch.</summary>
    private static IReadOnlyCollection<Telling> TellingsOf(List<Match> matches)
    {
        var told = new Dictionary<(long, EventKey), Telling>();
        foreach (var match in matches)
        {
            foreach (var one in match.Told.Events)
            {
                var telling = Telling.Of(match.ParcelId, one, match.Wire.Leased.Wire);
                if (!told.TryAdd((match.ParcelId, one.Key), telling))
                    told[(match.ParcelId, one.Key)] = told[(match.ParcelId, one.Key)].With(telling);
            }
        }
        return told.Values;
    }

    /// <summary>The matched answers whose silence counts: hints never take anything back.</summary>
    private static List<WholeTelling> WholesOf(List<Match> matches) =>
    [
        .. from match in matches
           let wire = match.Wire.Leased.Wire
           where match.Told is { IsWhole: true, Events.Count: > 0 } && wire.Trust is Trust.Evidence
           group match by (match.ParcelId, wire.Id, match.Told) into same
           select new WholeTelling(same.Key.ParcelId, same.Key.Id, same.First().Wire.Leased.Wire.ReceivedAt, same.Key.Told.Events),
    ];

    /// <summary>
    /// Adds tellings to what is known of their parcels and stores what that changes: what is new is copied in, since nobody else writes about a parcel that is locked.
    /// </summary>
    internal static async Task AppendAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, SortedDictionary<long, ParcelHistory> histories, IEnumerable<Telling> tellings, CancellationToken cancel)
    {
        var (fresh, again) = (new List<Telling>(), new List<Telling>());
        foreach (var told in tellings.OrderBy(one => one.ParcelId).ThenBy(one => one.Key))
        {
            var heard = histories[told.ParcelId].Heard;
            var isKnown = heard.TryGetValue(told.Key, out var known);
            heard[told.Key] = isKnown ? known!.Again(told) : told.ToHeard();
            (isKnown ? again : fresh).Add(told);
        }
        if (fresh.Count > 0)
            await CopyAsync(connection, fresh, cancel);
        if (again.Count > 0)
            await RepeatAsync(connection, transaction, again, cancel);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, List<Telling> fresh, CancellationToken cancel)
    {
        using var rows = new CopyRows(18 + ReadingColumns.Count);
        foreach (var told in fresh)
        {
            rows.Row().Add(told.ParcelId).Add(told.Key).Add(told.Said.Source.Value).Add(told.Said.Number.Value).Add(told.Said.Carrier).Add(told.Said.Part).Add(told.Said.Code).Add(told.Said.SubCode)
                .Add(told.Said.Wording).Add(told.Said.Language).Add(told.Said.Clock).Add(told.Said.WallClock).Add(told.Said.PlaceSaid).Add(told.FirstWireId).Add(told.FirstAt).Add(told.Trust.ToString())
                .Add(told.Read.TableVersion).Add(told.ReadWireId);
            ReadingColumns.Copy(rows, told.Read);
        }
        await rows.SendAsync(connection, $"""
            copy tracking.statement (parcel_id, key, source, number, carrier, part, code, sub_code, wording, language, clock, wall_clock, place_said, wire_id, received_at, trust,
              table_version, read_wire_id, {ReadingColumns.Names}) from stdin (format binary)
            """, cancel);
    }

    /// <summary>Stores what is told again, as <see cref="Heard.Again"/> has it.</summary>
    private static async Task RepeatAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Telling> again, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            update tracking.statement s set
              wire_id = least(s.wire_id, g.wire_id),
              received_at = least(s.received_at, g.received_at),
              trust = case when s.trust = 'Evidence' then s.trust else g.trust end
            from unnest(@parcels, @keys, @wires, @ats, @trusts) as g(parcel_id, key, wire_id, received_at, trust)
            where s.parcel_id = any(@of) and s.parcel_id = g.parcel_id and s.key = g.key and (g.wire_id < s.wire_id or (s.trust <> 'Evidence' and g.trust = 'Evidence'));
            update tracking.statement s set ({ReadingColumns.Names}) = row({ReadingColumns.Of("g")}), table_version = g.table_version, read_wire_id = g.wire_id, superseded_at = null
            from unnest(@parcels, @keys, @tables, @read_wires, {ReadingColumns.Arrays}) as g(parcel_id, key, table_version, wire_id, {ReadingColumns.Names})
            where s.parcel_id = any(@of) and s.parcel_id = g.parcel_id and s.key = g.key and g.wire_id >= s.read_wire_id
            """, connection, transaction);
        command.Parameters.AddWithValue("of", again.Select(one => one.ParcelId).Distinct().ToArray());
        command.Parameters.AddWithValue("parcels", again.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("keys", again.Select(one => one.Key.ToBytes()).ToArray());
        command.Parameters.AddWithValue("wires", again.Select(one => one.FirstWireId).ToArray());
        command.Parameters.AddWithValue("ats", again.Select(one => one.FirstAt).ToArray());
        Texts(command, "trusts", again.Select(one => one.Trust.ToString()));
        ReadingColumns.Add(command, [.. again.Select(one => one.Read)]);
        command.Parameters.AddWithValue("read_wires", again.Select(one => one.ReadWireId).ToArray());
        await command.PrepareAsync(cancel);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static void Texts(NpgsqlCommand command, string name, IEnumerable<string?> values) =>
        command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = values.ToArray() });

    /// <summary>Ties wires to the parcels of which they speak.</summary>
    internal static NpgsqlBatchCommand Tied(IReadOnlyCollection<(long ParcelId, long WireId, Instant ReceivedAt)> ties) => new("""
        insert into tracking.wire_parcel (parcel_id, wire_id, wire_received_at) select * from unnest($1, $2, $3) on conflict do nothing
        """)
    {
        Parameters =
        {
            new() { Value = ties.Select(tie => tie.ParcelId).ToArray() },
            new() { Value = ties.Select(tie => tie.WireId).ToArray() },
            new() { Value = ties.Select(tie => tie.ReceivedAt).ToArray() },
        },
    };

    private static NpgsqlBatchCommand KeptSnapshots(List<Match> matches)
    {
        var snapshots = matches
            .Where(match => match.Told.Snapshot is not null)
            .Select(match => (match.ParcelId, Snapshot: match.Told.Snapshot!, match.Wire.Leased.Wire.ReceivedAt))
            .GroupBy(one => (one.ParcelId, one.Snapshot.Source, one.Snapshot.Number))
            .Select(same => same.MaxBy(one => one.ReceivedAt))
            .ToList();
        return new("""
            insert into tracking.snapshot (parcel_id, source, number, received_at, document)
            select parcel_id, source, number, received_at, document
            from unnest($1, $2, $3, $4, $5) as g(parcel_id, source, number, received_at, document)
            on conflict (parcel_id, source, number) do update set received_at = excluded.received_at, document = excluded.document
            where excluded.received_at > tracking.snapshot.received_at
            """)
        {
            Parameters =
            {
                new() { Value = snapshots.Select(one => one.ParcelId).ToArray() },
                new() { Value = snapshots.Select(one => one.Snapshot.Source.Value).ToArray() },
                new() { Value = snapshots.Select(one => one.Snapshot.Number.Value).ToArray() },
                new() { Value = snapshots.Select(one => one.ReceivedAt).ToArray() },
                TrackingJson.Documents(null, NpgsqlDbType.Jsonb, snapshots.Select(one => one.Snapshot)),
            },
        };
    }

    /// <summary>A second number announced by a carrier becomes a leg that is asked in its own right; wires that waited for it are read again. The parcels that got one.</summary>
    internal static async Task<IReadOnlyCollection<long>> AddLegsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<(long ParcelId, long LegId, NextNumber Next)> announced, CancellationToken cancel)
    {
        var next = announced.DistinctBy(one => (one.ParcelId, one.Next.Number)).OrderBy(one => one.Next.Number).ToList();
        if (next.Count == 0)
            return [];
        await using var command = new NpgsqlCommand("""
            select tracking.lock_numbers(@numbers);
            with given as (select * from unnest(@parcels, @legs, @carriers, @candidates, @numbers, @roles) as g(parcel_id, leg_id, carrier, candidates, number, role)),
            added as (
              insert into tracking.leg (parcel_id, carrier, carrier_by, candidates, number, role, added_by, next_ask_at)
              select g.parcel_id, g.carrier, case when g.candidates is null then 'said' else 'detected' end, g.candidates::jsonb, g.number, g.role, 'announced', clock_timestamp() from given g
              where not exists (select from tracking.leg l where l.parcel_id = g.parcel_id and l.number = g.number)
              on conflict do nothing returning parcel_id),
            first as (
              update tracking.leg l set role = 'FirstMile' from given g
              where l.id = g.leg_id and l.role = 'WholeWay' and g.role = 'LastMile' and g.parcel_id in (select parcel_id from added))
            select parcel_id from added;
            select tracking.release_waiting(@numbers)
            """, connection, transaction);
        command.Parameters.AddWithValue("parcels", next.Select(one => one.ParcelId).ToArray());
        command.Parameters.AddWithValue("legs", next.Select(one => one.LegId).ToArray());
        command.Parameters.Add(new NpgsqlParameter("carriers", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = next.Select(one => one.Next.Carrier?.Value).ToArray() });
        command.Parameters.AddWithValue("numbers", next.Select(one => one.Next.Number.Value).ToArray());
        command.Parameters.AddWithValue("roles", next.Select(one => one.Next.Role.ToString()).ToArray());
        Texts(command, "candidates", next.Select(one => one.Next.Candidates.Count == 0 ? null : JsonSerializer.Serialize(one.Next.Candidates.Select(candidate => candidate.Value))));
        var grown = new List<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            grown.Add(reader.GetInt64(0));
        return grown;
    }

    /// <summary>
    /// A leg whose carrier was undecided belongs to whoever tracks it; one whose carrier was only detected, and which that carrier has not found for a while, is undecided again: a carrier that
    /// the shop named is never changed.
    /// </summary>
    private static async Task DecideCarriersAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<Match> newest, CancellationToken cancel)
    {
        var open = newest.Where(match => match.Told.Outcome == ToldNumber.Tracked ? match.Leg.Carrier is null || match.Leg.CarrierBy == "detected"
            : match.Told.Outcome == ToldNumber.NotFound && match.Leg.CarrierBy == "detected" && match.Leg.Carrier == match.Wire.Leased.Wire.Carrier.Value).ToList();
        if (open.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            update tracking.leg l set carrier = case when g.tracked then coalesce(l.carrier, g.carrier) end,
              carrier_by = case when g.tracked and l.carrier_by <> 'said' then 'answered' else l.carrier_by end
            from unnest(@legs, @tracked, @ats, @carriers) as g(leg_id, tracked, at, carrier)
            where l.id = g.leg_id and (g.tracked or jsonb_array_length(coalesce(l.candidates, '[]')) > 1 and coalesce(l.not_found_since, g.at) <= g.at - @patience)
            """, connection, transaction);
        command.Parameters.AddWithValue("legs", open.Select(match => match.Leg.Id).ToArray());
        command.Parameters.AddWithValue("tracked", open.Select(match => match.Told.Outcome == ToldNumber.Tracked).ToArray());
        command.Parameters.AddWithValue("ats", open.Select(match => match.Wire.Leased.Wire.ReceivedAt).ToArray());
        command.Parameters.AddWithValue("carriers", open.Select(match => (match.Told.Carrier ?? match.Wire.Leased.Wire.Carrier).Value).ToArray());
        command.Parameters.AddWithValue("patience", UntilMistaken);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Notes on each leg how its number was answered, and when it is asked about next.</summary>
    private static NpgsqlBatchCommand Recorded(IReadOnlyList<(Match Match, LegState Leg)> answers, IReadOnlyList<Duration?> waits) => new("""
        update tracking.leg l set answered_at = greatest(l.answered_at, g.at), outcome = g.outcome, outcome_why = g.why, failures = 0, not_found_since = g.not_found_since,
          next_ask_at = case when l.detached_at is not null then null when g.hint then to_timestamp(0) else now() + g.wait end
        from unnest($1, $2, $3, $4, $5, $6, $7) as g(leg_id, outcome, why, at, not_found_since, hint, wait)
        where l.id = g.leg_id
        """)
    {
        Parameters =
        {
            new() { Value = answers.Select(one => one.Match.Leg.Id).ToArray() },
            new() { Value = answers.Select(one => one.Match.Told.Outcome).ToArray() },
            new() { Value = answers.Select(one => one.Match.Told.Why).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = answers.Select(one => one.Match.Wire.Leased.Wire.ReceivedAt).ToArray() },
            new() { Value = answers.Select(one => one.Leg.NotFoundSince).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            new() { Value = answers.Select(one => IsHint(one.Match)).ToArray() },
            new() { Value = waits.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Interval },
        },
    };

    /// <summary>True for a push that is weakly proven: its carrier is asked before all others.</summary>
    private static bool IsHint(Match match) => match.Wire.Leased.Wire is { Kind: WireKind.Push, Trust: Trust.Hint };

    private static AnsweredLeg AnsweredOf(Match match, LegState state, Timeline timeline, InspectionResult inspection) => new(
        match.Leg.Id, state.Leg.Carrier.Value is Leg.Undecided ? null : state.Leg.Carrier.Value, match.Wire.Leased.Wire.Kind,
        timeline.Stage, timeline.LastScanAt, timeline.LastNewsAt, state.Leg.AddedAt, match.Leg.RoundLeft, Silence.Of(timeline), inspection.InspectAt);

    /// <summary>Takes wires out of the inbox: read, set aside, or left to be read again.</summary>
    private static IEnumerable<NpgsqlBatchCommand> Cleared(IReadOnlyList<ReadWire> wires, HashSet<long> requeued, Guid worker)
    {
        var aside = wires.Where(wire => wire.SetAside is not null).ToList();
        if (aside.Count > 0)
        {
            yield return new("insert into tracking.quarantine (wire_id, wire_received_at, carrier, why) select * from unnest($1, $2, $3, $4) on conflict do nothing")
            {
                Parameters =
                {
                    new() { Value = aside.Select(wire => wire.Leased.Wire.Id).ToArray() },
                    new() { Value = aside.Select(wire => wire.Leased.Wire.ReceivedAt).ToArray() },
                    new() { Value = aside.Select(wire => wire.Leased.Wire.Carrier.Value).ToArray() },
                    new() { Value = aside.Select(wire => wire.SetAside!).ToArray() },
                },
            };
        }
        if (requeued.Count > 0)
        {
            yield return new("update tracking.inbox set lease_until = null, attempts = attempts - 1 where id = any($1) and lease_by = $2")
            {
                Parameters = { new() { Value = requeued.ToArray() }, new() { Value = worker } },
            };
        }
        yield return new("delete from tracking.inbox where id = any($1) and lease_by = $2")
        {
            Parameters = { new() { Value = wires.Select(wire => wire.Leased.InboxId).Where(id => !requeued.Contains(id)).ToArray() }, new() { Value = worker } },
        };
    }
}
