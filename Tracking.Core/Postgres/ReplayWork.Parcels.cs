using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

// The second pass: what is kept aside is applied to parcels, and what that changes is told.
public sealed partial class ReplayWork
{
    /// <summary>The parcels of which a wire in reach speaks, settled again even where no reading changed: the merge and the rules may have.</summary>
    private const string InReach = """
        (exists (select from tracking.wire_parcel b where b.parcel_id = p.id and b.wire_received_at >= @since)
            and (@only is null or exists (select from tracking.statement s where s.parcel_id = p.id and s.source = @only))
          or exists (select from tracking.replay_reading z where z.replay_id = @id and z.parcel_id = p.id)
          or exists (select from tracking.replay_snapshot z where z.replay_id = @id and z.parcel_id = p.id))
        """;

    private async Task BeginComparingAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            update tracking.replay set state = 'Comparing', cursor_parcel = 0, parcels = (select count(*) from tracking.parcel p where {InReach}) where id = @id
            """, connection, transaction) { CommandTimeout = 600 };
        Reach(command);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private void Reach(NpgsqlCommand command)
    {
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("since", Replay.Request.Since ?? Instant.FromUnixTimeSeconds(0));
        command.Parameters.Add(new("only", NpgsqlDbType.Text) { Value = (object?)Replay.Request.Carrier?.Value ?? DBNull.Value });
    }

    private async Task CompareAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Func<Wire, ReadWire> read, CancellationToken cancel)
    {
        var ids = new List<long>();
        await using (var next = new NpgsqlCommand($"""
            select p.id from tracking.parcel p where p.id > (select cursor_parcel from tracking.replay where id = @id) and {InReach} order by p.id limit @most
            """, connection, transaction))
        {
            Reach(next);
            next.Parameters.AddWithValue("most", ParcelsAtATime);
            await using var reader = await next.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                ids.Add(reader.GetInt64(0));
        }
        if (ids.Count == 0)
        {
            await EndAsync(connection, transaction, ReplayState.Done, null, cancel);
            return;
        }
        if (Replay.Request.DryRun)
            await transaction.SaveAsync("dry", cancel);
        await HotPath.ExecuteAsync(connection, transaction, cancel, Intake.Locked([.. ids]));
        var before = await BeforeAsync(connection, transaction, ids, cancel);
        var counts = await ApplyAsync(connection, transaction, ids, cancel);
        await RenewAnswersAsync(connection, transaction, ids, read, cancel);
        var settled = await _settlement.SettleAsync(connection, transaction, ids, [], "replay", cancel);
        if (Replay.Request.DryRun)
            await transaction.RollbackAsync("dry", cancel);
        await TellAsync(connection, transaction, [.. settled.Select(one => Difference(before[one.Parcel.Id], one)).OfType<Change>()], counts, ids, cancel);
    }

    private sealed record Before(string? Document, IReadOnlyList<(FindingKind Kind, string Subject, Severity Severity)> Findings, bool IsDue);

    private sealed record Change(long ParcelId, bool Timeline, Stage? StageBefore, Stage? StageAfter, IReadOnlyList<string> Findings, IReadOnlyList<LineChange> Lines);

    private static async Task<Dictionary<long, Before>> BeforeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<long> ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select p.id, t.document, coalesce(p.inspect_at <= clock_timestamp(), false)
            from tracking.parcel p left join tracking.timeline t on t.parcel_id = p.id where p.id = any(@ids);
            select parcel_id, kind, subject, severity from tracking.finding where parcel_id = any(@ids) and cleared_at is null
            """, connection, transaction);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var documents = new Dictionary<long, (string? Document, bool IsDue)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            documents[reader.GetInt64(0)] = (reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetBoolean(2));
        var findings = documents.Keys.ToDictionary(id => id, _ => new List<(FindingKind, string, Severity)>());
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            findings[reader.GetInt64(0)].Add((Enum.Parse<FindingKind>(reader.GetString(1)), reader.GetString(2), Enum.Parse<Severity>(reader.GetString(3))));
        return documents.ToDictionary(one => one.Key, one => new Before(one.Value.Document, findings[one.Key], one.Value.IsDue));
    }

    /// <summary>What differs; null where nothing does. Findings that time alone would have changed by now are the sweep's, not the replay's.</summary>
    private static Change? Difference(Before before, Settlement.Settled after)
    {
        var findings = new List<string>();
        if (after.Changed || !before.IsDue)
        {
            var was = before.Findings.ToDictionary(one => (one.Kind, one.Subject), one => one.Severity);
            var now = after.Inspection.Findings.ToDictionary(one => (one.Kind, one.Subject), one => one.Severity);
            findings.AddRange(now.Keys.Where(one => !was.ContainsKey(one)).Select(one => $"opened {one.Kind}"));
            findings.AddRange(was.Keys.Where(one => !now.ContainsKey(one)).Select(one => $"cleared {one.Kind}"));
            findings.AddRange(now.Where(one => was.TryGetValue(one.Key, out var severity) && severity != one.Value).Select(one => $"changed {one.Key.Kind}"));
        }
        if (!after.Changed && findings.Count == 0)
            return null;
        var old = before.Document is { } document && after.Changed ? JsonSerializer.Deserialize<Timeline>(document, TrackingJson.Options) : after.Changed ? null : after.Timeline;
        return new Change(after.Parcel.Id, after.Changed, old?.Stage, after.Timeline.Stage, findings, after.Changed ? TimelineDiff.Of(old, after.Timeline) : []);
    }

    private sealed record Counts(long Changed, long New, long Superseded);

    /// <summary>Applies what is kept aside for these parcels; what live wires have decided meanwhile stays.</summary>
    private async Task<Counts> ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<long> ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            with aside as (select * from tracking.replay_reading where replay_id = @id and parcel_id = any(@ids)),
            changed as (
              update tracking.statement s set {ReadingColumns.Set("z")}, table_version = z.table_version, read_wire_id = z.wire_id, superseded_at = null
              from aside z, tracking.statement was
              where z.kind = 'Changed' and s.parcel_id = z.parcel_id and s.key = z.key and was.parcel_id = z.parcel_id and was.key = z.key
                and s.parcel_id = any(@ids) and was.parcel_id = any(@ids) and (s.read_wire_id = z.was_wire_id or s.read_wire_id < z.wire_id)
              returning was.superseded_at is not null or ({ReadingColumns.Of("was")}) is distinct from ({ReadingColumns.Of("z")}) as otherwise),
            superseded as (
              update tracking.statement s set superseded_at = clock_timestamp() from aside z
              where z.kind = 'Superseded' and s.parcel_id = z.parcel_id and s.key = z.key and s.parcel_id = any(@ids) and s.read_wire_id = z.was_wire_id returning 1)
            select (select count(*) from changed where otherwise), (select count(*) from superseded);
            select z.parcel_id, z.said::text, z.first_wire_id, z.first_received_at, z.wire_id, z.trust, z.table_version, {ReadingColumns.Texts("z")}
            from tracking.replay_reading z where replay_id = @id and parcel_id = any(@ids) and kind = 'New';
            insert into tracking.snapshot as n (parcel_id, source, number, received_at, document)
            select parcel_id, source, number, received_at, document from tracking.replay_snapshot where replay_id = @id and parcel_id = any(@ids)
            on conflict (parcel_id, source, number) do update set received_at = excluded.received_at, document = excluded.document where excluded.received_at >= n.received_at;
            select z.parcel_id, l.id, z.document::text from tracking.replay_snapshot z join tracking.leg l on l.parcel_id = z.parcel_id and l.number = z.number and l.detached_at is null
            where z.replay_id = @id and z.parcel_id = any(@ids)
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var tellings = new List<Telling>();
        var announced = new List<(long, long, NextNumber)>();
        long changed, superseded;
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            await reader.ReadAsync(cancel);
            (changed, superseded) = (reader.GetInt64(0), reader.GetInt64(1));
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var said = JsonSerializer.Deserialize<Statement>(reader.GetString(1), TrackingJson.Options)!;
                tellings.Add(new Telling(reader.GetInt64(0), EventKey.Of(said), said, ReadingColumns.Read(reader, 7, reader.GetString(6)),
                    reader.GetInt64(2), reader.GetFieldValue<Instant>(3), reader.GetInt64(4), Enum.Parse<Trust>(reader.GetString(5))));
            }
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel))
                announced.AddRange(JsonSerializer.Deserialize<Snapshot>(reader.GetString(2), TrackingJson.Options)!.Next.Select(next => (reader.GetInt64(0), reader.GetInt64(1), next)));
        }
        if (tellings.Count > 0)
        {
            await HotPath.ExecuteAsync(connection, transaction, cancel, Intake.Tied([.. tellings.Select(one => (one.ParcelId, one.FirstWireId, one.FirstAt)).Distinct()]));
            var histories = await ParcelStore.LockAsync(connection, transaction, [.. tellings.Select(one => one.ParcelId).Distinct().Order()], cancel);
            await Intake.AppendAsync(connection, transaction, histories, tellings, cancel);
        }
        await Intake.AddLegsAsync(connection, transaction, announced, cancel);
        return new Counts(changed, tellings.Count, superseded);
    }

    /// <summary>
    /// Complete answers are kept by the keys they leave out: where those were given anew, the answers in reach are held against them once more, the wire itself saying what it does tell.
    /// </summary>
    private async Task RenewAnswersAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<long> ids, Func<Wire, ReadWire> read, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            select f.parcel_id, f.source, f.number, {WireStore.Columns} from tracking.full_answer f join tracking.wire w on w.received_at = f.received_at and w.id = f.wire_id
            where f.parcel_id = any(@ids) and f.received_at >= @since and (@only is null or w.carrier = @only)
              and exists (select from tracking.replay_reading z where z.replay_id = @id and z.parcel_id = f.parcel_id and z.kind in ('New', 'Superseded'))
            order by f.received_at, f.wire_id
            """, connection, transaction);
        Reach(command);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        var wholes = new List<WholeTelling>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                var (parcel, source, number) = (reader.GetInt64(0), new CarrierId(reader.GetString(1)), TrackingNumber.Get(reader.GetString(2)));
                var wire = WireStore.Wire(reader, 3);
                if (read(wire).Numbers.FirstOrDefault(told => told is { IsWhole: true, Events: [var first, ..] } && (first.Said.Source, first.Said.Number) == (source, number)) is { } told)
                    wholes.Add(new WholeTelling(parcel, wire.Id, wire.ReceivedAt, told.Events));
            }
        }
        if (wholes.Count == 0)
            return;
        var histories = await ParcelStore.LockAsync(connection, transaction, [.. wholes.Select(whole => whole.ParcelId).Distinct().Order()], cancel);
        foreach (var history in histories.Values)
            history.Correct();
        await Settlement.RenewAbsencesAsync(connection, transaction, histories, wholes, cancel);
    }

    private async Task TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<Change> changes, Counts counts, List<long> ids, CancellationToken cancel)
    {
        // Lines are kept for the first parcels alone: the table must not grow by what nobody will read.
        var examples = Math.Max(0, ReplayStore.MostExamples - (int)Math.Min(int.MaxValue, Replay.TimelinesChanged));
        await using var command = new NpgsqlCommand("""
            insert into tracking.replay_change (replay_id, parcel_id, stage_before, stage_after, findings, lines)
            select @id, parcel_id, stage_before, stage_after, coalesce(string_to_array(nullif(findings, ''), ','), '{}'), lines::jsonb
            from unnest(@parcels, @befores, @afters, @found, @lines) as g(parcel_id, stage_before, stage_after, findings, lines)
            on conflict do nothing;
            update tracking.replay set cursor_parcel = @cursor, parcels_compared = parcels_compared + @compared, readings_changed = readings_changed + @changed,
              statements_new = statements_new + @new, statements_superseded = statements_superseded + @superseded, timelines_changed = timelines_changed + @timelines,
              stages_changed = stages_changed + @stages, findings_opened = findings_opened + @opened, findings_cleared = findings_cleared + @cleared,
              findings_changed = findings_changed + @moved where id = @id
            """, connection, transaction);
        command.Parameters.AddWithValue("id", Replay.Id);
        command.Parameters.AddWithValue("parcels", changes.Select(one => one.ParcelId).ToArray());
        command.Parameters.Add(new("befores", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = changes.Select(one => one.StageBefore?.ToString()).ToArray() });
        command.Parameters.Add(new("afters", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = changes.Select(one => one.StageAfter?.ToString()).ToArray() });
        command.Parameters.AddWithValue("found", changes.Select(one => string.Join(',', one.Findings)).ToArray());
        command.Parameters.Add(new("lines", NpgsqlDbType.Array | NpgsqlDbType.Text)
        {
            Value = changes.Select((one, index) => index < examples ? JsonSerializer.Serialize(one.Lines, TrackingJson.Options) : null).ToArray(),
        });
        command.Parameters.AddWithValue("cursor", ids[^1]);
        command.Parameters.AddWithValue("compared", ids.Count);
        command.Parameters.AddWithValue("changed", counts.Changed);
        command.Parameters.AddWithValue("new", counts.New);
        command.Parameters.AddWithValue("superseded", counts.Superseded);
        command.Parameters.AddWithValue("timelines", changes.Count(one => one.Timeline));
        command.Parameters.AddWithValue("stages", changes.Count(one => one.StageBefore != one.StageAfter));
        command.Parameters.AddWithValue("opened", changes.Sum(one => one.Findings.Count(found => found.StartsWith("opened", StringComparison.Ordinal))));
        command.Parameters.AddWithValue("cleared", changes.Sum(one => one.Findings.Count(found => found.StartsWith("cleared", StringComparison.Ordinal))));
        command.Parameters.AddWithValue("moved", changes.Sum(one => one.Findings.Count(found => found.StartsWith("changed", StringComparison.Ordinal))));
        await command.ExecuteNonQueryAsync(cancel);
    }
}
