using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>
/// The only writer of timelines and findings, and of the cases that findings open. Locks its parcels in order of their ids before it
/// loads what was said of them, so that two workers with two wires of one parcel cannot each merge without the other's.
/// </summary>
public sealed class Settlement(NpgsqlDataSource database, TimeProvider clock, LaneNorms norms)
{
    /// <summary>Settles parcels in a transaction of its own; how many timelines changed.</summary>
    public async Task<int> SettleAsync(IReadOnlyCollection<long> parcels, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var changed = await SettleAsync(connection, transaction, parcels, cancel);
        await transaction.CommitAsync(cancel);
        return changed;
    }

    /// <summary>The silence sweep: settles up to <paramref name="most"/> parcels whose <c>inspect_at</c> has come; how many.</summary>
    public async Task<int> SettleDueAsync(int most, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand("""
            select id from tracking.parcel where id in (
              select id from tracking.parcel where inspect_at <= @now order by inspect_at limit @most) order by id for update skip locked
            """, connection, transaction);
        command.Parameters.AddWithValue("now", Now);
        command.Parameters.AddWithValue("most", most);
        var due = new List<long>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                due.Add(reader.GetInt64(0));
        if (due.Count > 0)
            await SettleAsync(connection, transaction, due, cancel);
        await transaction.CommitAsync(cancel);
        return due.Count;
    }

    /// <summary>Settles parcels as part of a transaction that has just appended statements to them; how many timelines changed.</summary>
    public async Task<int> SettleAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<long> parcels, CancellationToken cancel)
    {
        var ids = parcels.Distinct().Order().ToArray();
        var histories = await ParcelStore.LockAsync(connection, transaction, ids, cancel);
        var silent = await SilentAsync(connection, transaction, cancel);
        var now = Now;
        var settled = histories.Values.Select(history => Settle(history, silent, now)).ToList();
        var changed = await WriteTimelinesAsync(connection, transaction, settled, now, cancel);
        var news = await WriteFindingsAsync(connection, transaction, settled, now, cancel);
        await WriteCasesAsync(connection, transaction, settled, news, now, cancel);
        if (changed.Count > 0 || news.Count > 0)
        {
            await using var wake = new NpgsqlCommand($"select pg_notify('{Wakes.Changed}', '')", connection, transaction);
            await wake.ExecuteNonQueryAsync(cancel);
        }
        return changed.Count;
    }

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    private Settled Settle(ParcelHistory history, IReadOnlyDictionary<CarrierId, Instant> silent, Instant now)
    {
        var timeline = Timeline.Of(ParcelStore.LaneOf(history.Parcel), [.. history.Legs.Select(state => state.Leg)], history.Events, history.Snapshots);
        var inspection = Inspection.Of(new Situation
        {
            Parcel = history.Parcel,
            Legs = history.Legs,
            Timeline = timeline,
            Silent = silent,
            Norms = norms,
            Now = now,
        });
        // Sentences count days and ranks grow with age: while something is found, both are renewed once a day.
        var renewal = inspection.Findings.Count > 0 ? now + Duration.FromDays(1) : (Instant?)null;
        return new Settled(history.Parcel, timeline, inspection with { InspectAt = inspection.InspectAt is { } at && (renewal is null || at < renewal) ? at : renewal });
    }

    private static async Task<IReadOnlyDictionary<CarrierId, Instant>> SilentAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select carrier, since from tracking.carrier_health where not answering", connection, transaction);
        var silent = new Dictionary<CarrierId, Instant>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            silent[new CarrierId(reader.GetString(0))] = reader.GetFieldValue<Instant>(1);
        return silent;
    }

    private static async Task<HashSet<long>> WriteTimelinesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Settled> settled, Instant now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            with given as (
              select * from unnest(@ids, @hashes, @stages, @milestones, @kinds, @scans, @news, @documents, @inspections)
                as g(id, hash, stage, milestone, kind, scan, news, document, inspect_at)),
            inspected as (
              update tracking.parcel p set inspect_at = g.inspect_at from given g
              where p.id = g.id and p.inspect_at is distinct from g.inspect_at),
            written as (
              insert into tracking.timeline (parcel_id, version, hash, stage, milestone, kind, last_scan_at, last_news_at, settled_at, document)
              select id, nextval('tracking.version_seq'), hash, stage, milestone, kind, scan, news, @now, document::jsonb from given
              on conflict (parcel_id) do update set version = excluded.version, hash = excluded.hash, stage = excluded.stage, milestone = excluded.milestone,
                kind = excluded.kind, last_scan_at = excluded.last_scan_at, last_news_at = excluded.last_news_at, settled_at = excluded.settled_at, document = excluded.document
              where tracking.timeline.hash <> excluded.hash
              returning parcel_id, version)
            insert into tracking.outbox (parcel_id, kind, version) select parcel_id, 'timeline', version from written order by parcel_id
            returning parcel_id
            """, connection, transaction);
        command.Parameters.AddWithValue("ids", settled.Select(one => one.Parcel.Id).ToArray());
        command.Parameters.AddWithValue("hashes", settled.Select(one => one.Timeline.ContentHash()).ToArray());
        command.Parameters.Add(Texts("stages", settled.Select(one => one.Timeline.Stage?.ToString())));
        command.Parameters.Add(Texts("milestones", settled.Select(one => one.Timeline.Milestone?.ToString())));
        command.Parameters.AddWithValue("kinds", settled.Select(one => one.Timeline.Kind.ToString()).ToArray());
        command.Parameters.Add(Instants("scans", settled.Select(one => one.Timeline.LastScanAt)));
        command.Parameters.Add(Instants("news", settled.Select(one => one.Timeline.LastNewsAt)));
        command.Parameters.AddWithValue("documents", settled.Select(one => JsonSerializer.Serialize(one.Timeline, TrackingJson.Options)).ToArray());
        command.Parameters.Add(Instants("inspections", settled.Select(one => one.Inspection.InspectAt)));
        command.Parameters.AddWithValue("now", now);
        var changed = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            changed.Add(reader.GetInt64(0));
        return changed;
    }

    /// <summary>Opens, updates and clears findings; returns the parcels on which any did, and whether one opened or grew grave there.</summary>
    private static async Task<Dictionary<long, bool>> WriteFindingsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Settled> settled, Instant now, CancellationToken cancel)
    {
        var found = settled.SelectMany(one => one.Inspection.Findings.Select(finding => (one.Parcel.Id, Finding: finding))).ToList();
        await using var command = new NpgsqlCommand("""
            with given as (
              select * from unnest(@parcels, @kinds, @subjects, @severities, @since, @documents) as g(parcel_id, kind, subject, severity, since, document)),
            before as materialized (
              select f.* from tracking.finding f where f.parcel_id = any(@ids) and f.cleared_at is null),
            cleared as (
              update tracking.finding f set cleared_at = @now from before b
              where f.id = b.id and not exists (
                select from given g where g.parcel_id = b.parcel_id and g.kind = b.kind and g.subject = b.subject)
              returning f.parcel_id, f.kind),
            changed as (
              update tracking.finding f set severity = g.severity, since = g.since, document = g.document::jsonb
              from before b join given g on g.parcel_id = b.parcel_id and g.kind = b.kind and g.subject = b.subject
              where f.id = b.id and (b.severity <> g.severity or b.document <> g.document::jsonb)
              returning f.parcel_id, f.kind, b.severity <> g.severity as moved, g.severity in ('Exception', 'Critical') as grave),
            opened as (
              insert into tracking.finding (parcel_id, kind, subject, severity, since, opened_at, document)
              select g.parcel_id, g.kind, g.subject, g.severity, g.since, @now, g.document::jsonb from given g
              where not exists (select from before b where b.parcel_id = g.parcel_id and b.kind = g.kind and b.subject = g.subject)
              returning parcel_id, kind),
            news as (
              select parcel_id, 'opened ' || kind as detail, true as grave from opened
              union all select parcel_id, 'cleared ' || kind, false from cleared
              union all select parcel_id, 'changed ' || kind, grave from changed where moved),
            told as (
              insert into tracking.outbox (parcel_id, kind, detail, version)
              select n.parcel_id, 'finding', n.detail, t.version from news n join tracking.timeline t using (parcel_id) order by n.parcel_id)
            select parcel_id, bool_or(grave) from news group by parcel_id
            """, connection, transaction);
        command.Parameters.AddWithValue("ids", settled.Select(one => one.Parcel.Id).ToArray());
        command.Parameters.AddWithValue("parcels", found.Select(one => one.Id).ToArray());
        command.Parameters.AddWithValue("kinds", found.Select(one => one.Finding.Kind.ToString()).ToArray());
        command.Parameters.AddWithValue("subjects", found.Select(one => one.Finding.Subject).ToArray());
        command.Parameters.AddWithValue("severities", found.Select(one => one.Finding.Severity.ToString()).ToArray());
        command.Parameters.AddWithValue("since", found.Select(one => one.Finding.Since).ToArray());
        command.Parameters.AddWithValue("documents", found.Select(one => JsonSerializer.Serialize(one.Finding, TrackingJson.Options)).ToArray());
        command.Parameters.AddWithValue("now", now);
        var parcels = new Dictionary<long, bool>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            parcels[reader.GetInt64(0)] = reader.GetBoolean(1);
        return parcels;
    }

    /// <summary>
    /// Keeps one open case for each parcel with a finding of Warning or worse: a new finding opens one or reopens the case that cleared
    /// itself, a changed one re-ranks it, and when the last is gone the case clears itself. What people closed stays closed until
    /// something new is found.
    /// </summary>
    private static async Task WriteCasesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Settled> settled, Dictionary<long, bool> news, Instant now, CancellationToken cancel)
    {
        var worst = settled
            .Where(one => one.Inspection.Findings.Any(Matters))
            .Select(one => (one.Parcel, Finding: one.Inspection.Findings.Where(Matters).MaxBy(finding => CaseRank.Of(finding, one.Parcel, now))!))
            .ToList();
        await using var command = new NpgsqlCommand("""
            with given as (
              select * from unnest(@parcels, @kinds, @severities, @ranks, @news) as g(parcel_id, kind, severity, rank, news)),
            cleared as (
              update tracking.work_case set state = 'Cleared', closed_at = @now, changed_at = @now, version = version + 1
              where parcel_id = any(@ids) and closed_at is null and parcel_id <> all(@parcels)
              returning id),
            reranked as (
              update tracking.work_case c set kind = g.kind, severity = g.severity, rank = g.rank,
                changed_at = case when c.kind <> g.kind or c.severity <> g.severity then @now else c.changed_at end
              from given g where c.parcel_id = g.parcel_id and c.closed_at is null
                and (c.kind <> g.kind or c.severity <> g.severity or c.rank <> g.rank)),
            reopened as (
              update tracking.work_case c set state = 'Open', closed_at = null, changed_at = @now, kind = g.kind, severity = g.severity, rank = g.rank, version = version + 1
              from given g
              where g.news and c.id = (select max(l.id) from tracking.work_case l where l.parcel_id = g.parcel_id)
                and c.closed_at is not null and c.state = 'Cleared'
              returning c.id, c.parcel_id, c.kind),
            opened as (
              insert into tracking.work_case (parcel_id, severity, kind, rank, opened_at, changed_at)
              select g.parcel_id, g.severity, g.kind, g.rank, @now, @now from given g
              where g.news and not exists (select from tracking.work_case c where c.parcel_id = g.parcel_id and (c.closed_at is null or c.state = 'Cleared'
                  and c.id = (select max(l.id) from tracking.work_case l where l.parcel_id = g.parcel_id)))
              returning id, parcel_id, kind)
            insert into tracking.case_act (case_id, by, act, note)
            select id, 'rules', 'cleared', 'nothing is wrong any more' from cleared
            union all select id, 'rules', 'reopened', kind from reopened
            union all select id, 'rules', 'opened', kind from opened
            """, connection, transaction);
        command.Parameters.AddWithValue("ids", settled.Select(one => one.Parcel.Id).ToArray());
        command.Parameters.AddWithValue("parcels", worst.Select(one => one.Parcel.Id).ToArray());
        command.Parameters.AddWithValue("kinds", worst.Select(one => one.Finding.Kind.ToString()).ToArray());
        command.Parameters.AddWithValue("severities", worst.Select(one => one.Finding.Severity.ToString()).ToArray());
        command.Parameters.AddWithValue("ranks", worst.Select(one => CaseRank.Of(one.Finding, one.Parcel, now)).ToArray());
        command.Parameters.AddWithValue("news", worst.Select(one => news.GetValueOrDefault(one.Parcel.Id)).ToArray());
        command.Parameters.AddWithValue("now", now);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static bool Matters(Finding finding) => finding.Severity >= Severity.Warning;

    private static NpgsqlParameter Texts(string name, IEnumerable<string?> values) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = values.ToArray() };

    private static NpgsqlParameter Instants(string name, IEnumerable<Instant?> values) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = values.ToArray() };

    private sealed record Settled(Parcel Parcel, Timeline Timeline, InspectionResult Inspection);
}
